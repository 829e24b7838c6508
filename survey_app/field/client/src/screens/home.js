// Where an interviewer's day begins and ends: what is to do, what is here, what is with the server.
import * as queue from "../queue.js";
import * as store from "../store.js";
import { Away, sync } from "../sync.js";
import { T } from "../texts.js";
import { button, field, folded, h, note, render, save, title } from "../ui.js";
import { show } from "../vault.js";
import { nextScreen, resumeInterview } from "./visit.js";

const LITTLE_ROOM = 20 * 1024 * 1024;
const MOST_FOUND = 30;

export const numbers = (found) => h("p", { class: "numbers", id: "numbers" },
  h("span", { class: "number" }, h("b", { id: "waiting" }, String(found.waiting)), T.onDevice),
  h("span", { class: "number" }, h("b", { id: "sent" }, String(found.sent)), T.sent),
  found.parked > 0 && h("span", { class: "number bad" }, h("b", { id: "parked" }, String(found.parked)), T.parked));

export async function homeScreen(session, said = "") {
  const device = session.profile.device;
  session.profile = await store.get("profiles", device);
  const [found, drafts, taken] = await Promise.all([queue.counts(device), store.listOf("drafts", device), store.get("packages", device)]);
  session.package = taken?.package;
  const campaigns = session.package?.campaigns ?? [];
  const waiting = (await navigator.serviceWorker?.getRegistration())?.waiting;
  render(
    title(session.package?.interviewer || T.app), said && h("p", { class: "note", id: "said", role: "status" }, said), numbers(found),
    !session.storage.kept && note(T.notKept, "warning"), session.storage.room < LITTLE_ROOM && note(T.full, "trouble"),
    session.profile.trouble === "revoked" && note(T.revoked, "trouble"), session.profile.trouble === "unknown_device" && note(T.unknownDevice, "trouble"),
    ...drafts.map((draft) => resumeButton(session, campaigns, draft)),
    ...campaigns.flatMap((campaign) => campaignCards(session, campaign, found.records)),
    !campaigns.length && note(T.noWork),
    button(T.send, () => sendNow(session)), button(T.details, () => detailsScreen(session)), button(T.units, () => searchScreen(session)),
    waiting && !drafts.length && button(T.update, () => waiting.postMessage({ type: "SKIP_WAITING" })),
    button(T.lockNow, () => location.reload()),
  );
}

function resumeButton(session, campaigns, draft) {
  const campaign = campaigns.find((each) => each.hamlets.some((hamlet) => hamlet.id === draft.hamlet));
  const hamlet = campaign?.hamlets.find((each) => each.id === draft.hamlet);
  if (!hamlet) return null;
  return button(T.resume(hamlet.name, draft.household), async () => resumeInterview(session, campaign, await show(session.key, draft)), "main");
}

function campaignCards(session, campaign, records) {
  return [h("h2", {}, campaign.name), ...campaign.hamlets.map((hamlet) => {
    const done = records.filter((each) => each.hamlet === hamlet.id && each.outcome === "completed").length;
    const full = hamlet.quota > 0 && done >= hamlet.quota;
    return h("section", { class: "card" }, h("h3", {}, hamlet.name), h("p", {}, T.progress(done, hamlet.quota), full && ` ${T.enough}`),
      h("progress", { max: hamlet.quota || 1, value: done, "aria-label": hamlet.name }),
      button(T.nextHousehold, () => nextScreen(session, campaign, hamlet), full ? "plain" : "main"));
  })];
}

/** Bring the numbers of the screen up to date, if it shows any. */
export const showNumbers = (found) => document.getElementById("numbers")?.replaceWith(numbers(found));

/** Send now and say in words what came of it. */
export async function sendNow(session) {
  const said = document.getElementById("said") ?? h("p", { class: "note", id: "said", role: "status" });
  document.querySelector("h1").after(said);
  said.textContent = T.sending;
  try {
    await sync(showNumbers, true);
    const { all, waiting } = await queue.counts(session.profile.device);
    const fresh = await store.get("profiles", session.profile.device);
    await homeScreen(session, `${waiting ? "" : T.upToDate} ${T.agreeCounts(all, fresh.serverStored ?? 0)}`);
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    await homeScreen(session, error.message === "network" ? T.offline : T.portal);
  }
}

async function detailsScreen(session) {
  const device = session.profile.device, found = await queue.counts(device);
  const parked = found.records.filter((each) => each.state === "parked");
  render(title(T.details), numbers(found), note(T.agreeCounts(found.all, session.profile.serverStored ?? 0)),
    ...parked.map((each) => note(`${T.household} ${each.household}: ${T.parkedReason(each.reason)}`, "warning")),
    parked.length > 0 && button(T.retry, async () => { await queue.unpark(device); await homeScreen(session); await sendNow(session); }),
    note(T.rescueHint), button(T.rescue, async () => save(await queue.rescueFile(device), "phieu-cuu-ho.json")),
    button(T.back, () => homeScreen(session)));
}

function searchScreen(session) {
  const { procedures = [], units = [] } = session.package ?? {};
  const entries = [...procedures, ...units].map((each) => ({ ...each, folded: folded(`${each.code} ${each.name}`) }));
  const list = h("ul", { class: "found" });
  render(title(T.units), field(T.search, { name: "search", type: "search" }), list, button(T.back, () => homeScreen(session)));
  document.getElementById("field-search").addEventListener("input", ({ target }) => {
    const wanted = folded(target.value.trim());
    const found = wanted ? entries.filter((each) => each.folded.includes(wanted)).slice(0, MOST_FOUND) : [];
    list.replaceChildren(...found.map((each) => h("li", {}, h("b", {}, each.code), ` ${each.name}`)));
  });
}
