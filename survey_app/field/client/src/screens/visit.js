// At a door: which household, how it ended, and the interview with its private block.
import * as clock from "../clock.js";
import { answersShown, grouped, newInterview, newReceipt, verdictsAbout } from "../interview.js";
import { householdsOf, nextHousehold } from "../lists.js";
import { finish } from "../queue.js";
import * as store from "../store.js";
import { sync } from "../sync.js";
import { T } from "../texts.js";
import { button, field, h, note, render, title } from "../ui.js";
import { hide, seal } from "../vault.js";
import { homeScreen } from "./home.js";
import { ask } from "./question.js";

const NUMBER = /^[1-9]\d{0,5}$/;

/** Lead to the next household. */
export async function nextScreen(session, campaign, hamlet) {
  const { device } = session.profile;
  const [listed, records, drafts] = await Promise.all([householdsOf(session, campaign, hamlet), store.listOf("queue", device), store.listOf("drafts", device)]);
  return householdScreen(session, campaign, hamlet, listed, nextHousehold(listed, hamlet, records, drafts));
}

/** Choose the household and say how the visit goes. */
function householdScreen(session, campaign, hamlet, listed, suggested, trouble = "") {
  const addressOf = (number) => listed.find(([each]) => String(each) === String(number))?.[1] ?? (listed.length ? T.notListed : "");
  const address = h("p", { class: "address", id: "address" }, addressOf(suggested));
  const withNumber = (work) => async () => {
    const typed = document.getElementById("field-household").value.trim();
    if (!NUMBER.test(typed)) return householdScreen(session, campaign, hamlet, listed, typed, T.householdBad);
    const number = Number(typed);
    const records = await store.listOf("queue", session.profile.device);
    if (records.some((each) => each.hamlet === hamlet.id && each.household === number && each.outcome === "completed"))
      return householdScreen(session, campaign, hamlet, listed, number, T.householdDone);
    return work(number);
  };
  const ended = (outcome) => withNumber(async (number) => {
    clock.begin();
    await close(session, campaign, newInterview(campaign, hamlet.id, number), outcome);
  });
  render(
    title(hamlet.name), !listed.length && campaign.instruction && note(campaign.instruction), trouble && note(trouble, "trouble"),
    field(T.household, { name: "household", inputmode: "numeric", value: suggested, autocomplete: "off", oninput: ({ target }) => { address.textContent = addressOf(target.value.trim()); } }),
    listed.length > 0 && address,
    button(T.start, withNumber((number) => beginInterview(session, campaign, hamlet, number)), "main"),
    h("div", { class: "row" }, button(T.absent, ended("absent")), button(T.refused, ended("refused")), button(T.moved, ended("moved"))),
    button(T.back, () => homeScreen(session)),
  );
}

async function beginInterview(session, campaign, hamlet, number) {
  clock.begin();
  const known = (await store.listOf("drafts", session.profile.device)).find((each) => each.hamlet === hamlet.id && each.household === number);
  if (known) return homeScreen(session);
  const draft = newInterview(campaign, hamlet.id, number);
  render(
    title(`${hamlet.name}, ${T.household.toLowerCase()} ${number}`), note(T.consentNote), h("p", { class: "notice" }, campaign.notice.vi),
    button(T.agree, () => resumeInterview(session, campaign, draft), "main"),
    button(T.refused, () => close(session, campaign, draft, "refused")), button(T.back, () => homeScreen(session)),
  );
}

/** Go on with an interview where it was left; private answers begin anew, nobody may see them. */
export function resumeInterview(session, campaign, draft) {
  clock.begin();
  const work = {
    session, campaign, draft, secret: {},
    keep: () => keep(work),
    keepSecret: () => keepSecret(work),
    lock: () => { Object.assign(draft, { privateLocked: true, verdicts: verdictsAbout(campaign.document, { ...draft.answers, ...work.secret }) }); work.secret = {}; },
    done: () => close(session, campaign, draft, "completed"),
    stop: () => close(session, campaign, draft, "partial"),
    home: () => homeScreen(session),
  };
  return ask(work);
}

/** Write the draft, encrypted; a screen moves on only when it is on the disk. */
async function keep({ session, draft }) {
  draft.seconds += clock.passed();
  const { device } = session.profile;
  await store.put("drafts", { device, hamlet: draft.hamlet, household: draft.household, ...(await hide(session.key, draft)) });
}

/** Seal private answers at once, so that from now on only the server can read them. */
async function keepSecret(work) {
  work.draft.privateSealed = await seal(work.campaign.key, JSON.stringify(work.secret), `${work.draft.id}\nprivate`);
  await keep(work);
}

/** Freeze the visit and write it down for good. Answers stay only in a completed interview. */
async function close(session, campaign, draft, outcome) {
  const completed = outcome === "completed";
  const payload = {
    questionnaire: draft.questionnaire, hamlet: draft.hamlet, household: draft.household, outcome,
    answers: completed ? answersShown(campaign.document, draft.answers, draft.verdicts) : {},
    private: completed ? draft.privateSealed : null, language: "vi",
    receipt: completed ? draft.receipt ??= newReceipt() : "", slip: completed ? draft.slip ?? "" : "",
    finished_ms: Date.now(), offset_ms: session.profile.offset, seconds: draft.seconds + clock.passed(),
  };
  try {
    const record = await finish(session.profile.device, campaign, payload, draft.id);
    savedScreen(session, campaign, record, payload.receipt);
    sync().catch(() => {});
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    render(title(T.finishTitle), note(T.saveFailed, "trouble"), button(T.finish, () => close(session, campaign, draft, outcome), "main"));
  }
}

function savedScreen(session, campaign, record, receipt) {
  const hamlet = campaign.hamlets.find((each) => each.id === record.hamlet);
  render(
    title(receipt ? T.saved(record.serial) : T.visitSaved), h("p", { class: "big", "data-serial": record.serial }, "✓"),
    receipt && h("section", { class: "card" }, h("p", {}, T.receipt), h("p", { class: "code", id: "receipt", translate: "no" }, grouped(receipt)), h("p", { class: "hint" }, T.receiptHint(location.host))),
    button(T.nextHousehold, () => nextScreen(session, campaign, hamlet), "main"),
    button(T.back, () => homeScreen(session)),
  );
}
