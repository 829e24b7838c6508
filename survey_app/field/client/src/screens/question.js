// One question a screen. A single choice goes on by itself; everything else with one button.
import { fault, shown, slipOf, toggled } from "../interview.js";
import { T } from "../texts.js";
import { button, field, folded, h, note, render, title } from "../ui.js";
import { scan } from "./scan.js";

const LONG_TEXT = 200;
const MOST_FOUND = 8;

/** Return the questions of now: without the private ones once they are locked. */
function asked({ campaign, draft, secret }) {
  const found = shown(campaign.document, { ...draft.answers, ...secret }, draft.verdicts);
  return draft.privateLocked ? found.filter((each) => !each.private) : found;
}

/** Show the question the draft stands at. */
export function ask(work) {
  const list = asked(work);
  const place = Math.max(0, list.findIndex((each) => each.id === work.draft.at));
  if (work.draft.at === "end") return endScreen(work, list);
  const question = list[place];
  const first = list.findIndex((each) => each.private);
  if (question.private && !Object.keys(work.secret).length && !work.holds) return handover(work, list, first);
  return questionScreen(work, list, question);
}

function handover(work, list, first) {
  const intro = list[first].type === "info" ? list[first] : null;
  render(
    h("div", { class: "private" }, title(T.handover), intro && h("p", { class: "notice" }, intro.text.vi)),
    button(T.iAmRespondent, () => { work.holds = true; work.draft.at = (intro ? list[first + 1] : list[first]).id; return ask(work); }, "main"),
    button(T.back, () => move(work, list, first, -1)),
  );
}

async function move(work, list, place, step) {
  const target = list[place + step], from = list[place];
  if (from?.private && step > 0 && !target?.private) return takeBack(work, target);
  if (from?.private && step < 0 && !target?.private) { work.holds = false; work.secret = {}; }
  work.draft.at = place + step >= list.length ? "end" : (target ?? list[0]).id;
  await work.keep();
  return ask(work);
}

async function takeBack(work, target) {
  work.lock();
  work.holds = false;
  work.draft.at = target?.id ?? "end";
  await work.keep();
  render(h("div", { class: "private" }, title(T.handoverDone)), button(T.takeBack, () => ask(work), "main"));
}

function endScreen(work, list) {
  const last = list.length - 1;
  render(title(T.finishTitle), button(T.finish, work.done, "main"), button(T.back, () => move(work, list, last + 1, -1)));
}

function questionScreen(work, list, question, trouble = "") {
  const place = list.indexOf(question);
  const answers = question.private ? work.secret : work.draft.answers;
  const forward = async () => {
    const wrong = fault(question, { ...work.draft.answers, ...answers });
    if (wrong) return questionScreen(work, asked(work), question, T.fault[wrong]);
    if (question.private) await work.keepSecret();
    const now = asked(work);
    return move(work, now, now.indexOf(question), 1);
  };
  const set = (name, value) => { answers[name] = value; };
  render(
    h("div", { class: "top" }, h("progress", { max: list.length, value: place, "aria-label": `${place + 1} / ${list.length}` }),
      !question.private && button(T.stop, () => stopScreen(work), "small")),
    h("div", { class: question.private ? "private" : "" }, title(question.text.vi), trouble && note(trouble, "trouble"),
      ...control(work, question, answers, set, forward)),
    h("div", { class: "row" }, button(T.back, () => (place ? move(work, list, place, -1) : work.home())), button(T.next, forward, "main")),
  );
}

function stopScreen(work) {
  render(title(T.stopSure), button(T.keepOn, () => ask(work), "main"), button(T.yesStop, work.stop));
}

function control(work, question, answers, set, forward) {
  if (question.type === "info") return [];
  if (question.type === "multi") return multi(question, answers, set);
  if (question.options) return single(question, answers, set, forward);
  if (question.type === "select_unit") return search(work.session.package, question, answers, set);
  if (question.type === "select_procedure") return [...slip(work), ...search(work.session.package, question, answers, set)];
  return [consent(work, question, answers, set), input(question, answers, set)];
}

/** Offer to read the code of an appointment slip, by camera or by hand; it is never needed. */
function slip(work) {
  if (work.draft.slip) return [note(`✓ ${T.slipRead(work.draft.slip)}`), button(T.slipDrop, () => takeSlip(work, ""))];
  const byCamera = button(T.slip, () => scan((text) => (text ? takeSlip(work, text) : ask(work)), () => slipScreen(work, T.scanOff)));
  return [h("div", { class: "row" }, byCamera, button(T.slipType, () => slipScreen(work)))];
}

async function takeSlip(work, text) {
  const read = slipOf(text);
  if (text && !read) return slipScreen(work, T.slipWrong);
  work.draft.slip = read;
  await work.keep();
  return ask(work);
}

function slipScreen(work, trouble = "") {
  render(title(T.slip), trouble && note(trouble, "trouble"),
    field(T.slipCode, { name: "slip", autocomplete: "off", autocapitalize: "characters", spellcheck: "false" }),
    button(T.next, () => takeSlip(work, document.getElementById("field-slip").value), "main"), button(T.back, () => ask(work)));
}

function single(question, answers, set, forward) {
  return question.options.map((option) => {
    const pick = () => { set(question.id, option.value); return option.opens_text ? null : forward(); };
    const choice = h("button", { type: "button", class: "choice", "aria-pressed": String(answers[question.id] === option.value), "data-value": option.value }, option.label.vi);
    let busy = false;
    choice.addEventListener("click", async () => { if (busy) return; busy = true; try { await pick(); } finally { busy = false; } });
    return choice;
  });
}

function multi(question, answers, set) {
  const draw = () => question.options.map((option) => {
    const chosen = answers[question.id] ?? [];
    const choice = h("button", { type: "button", class: "choice many", "aria-pressed": String(chosen.includes(option.value)), "data-value": option.value }, option.label.vi);
    choice.addEventListener("click", () => { set(question.id, toggled(question, chosen, option.value)); box.replaceChildren(...draw()); });
    return [choice, option.opens_text && chosen.includes(option.value) && text(`${question.id}_${option.value}_text`, T.other_text, answers, set)];
  }).flat().filter(Boolean);
  const box = h("div", {});
  box.append(...draw());
  return [box];
}

function text(name, label, answers, set) {
  return h("label", { class: "field" }, label, h("input", { name, value: answers[name] ?? "", maxlength: "200", autocomplete: "off", oninput: ({ target }) => set(name, target.value.trim()) }));
}

function input(question, answers, set) {
  const long = question.type === "text" && (question.max_length ?? 0) > LONG_TEXT;
  const mode = question.type === "integer" ? "numeric" : question.role === "contact" ? "tel" : "text";
  const element = h(long ? "textarea" : "input", {
    name: question.id, inputmode: mode, autocomplete: "off", maxlength: String(question.max_length ?? 200), "aria-label": question.text.vi,
    oninput: ({ target }) => set(question.id, target.value.trim()),
  });
  element.value = answers[question.id] ?? "";
  return element;
}

function consent(work, question, answers, set) {
  const name = question.requires_consent;
  if (!name) return "";
  return h("label", { class: "choice" }, h("input", {
    type: "checkbox", name, checked: answers[name] === "yes", onchange: ({ target }) => set(name, target.checked ? "yes" : ""),
  }), work.campaign.document.consent.contact.vi);
}

/** Return what a long list offers: units, procedures, or the fields of procedures. */
function offered(taken, question) {
  if (question.type === "select_unit") return taken.units ?? [];
  const procedures = taken.procedures ?? [];
  if (question.by !== "field") return procedures;
  return [...new Set(procedures.map((each) => each.field))].sort().map((name) => ({ code: name, name }));
}

/** Search the procedures or units that were taken along. */
function search(taken, question, answers, set) {
  const entries = offered(taken, question);
  const list = h("div", {});
  const chosen = entries.find((each) => each.code === answers[question.id]);
  const draw = (typed) => {
    const wanted = folded(typed.trim());
    const found = wanted ? entries.filter((each) => folded(`${each.code} ${each.name}`).includes(wanted)).slice(0, MOST_FOUND) : entries.slice(0, MOST_FOUND);
    list.replaceChildren(...found.map((each) => h("button", {
      type: "button", class: "choice", "data-value": each.code, "aria-pressed": String(answers[question.id] === each.code),
      onclick: () => { set(question.id, each.code); draw(typed); },
    }, each.name)));
  };
  draw(chosen?.name ?? "");
  return [h("input", { type: "search", "aria-label": T.search, placeholder: T.search, value: chosen?.name ?? "", oninput: ({ target }) => draw(target.value) }), list];
}
