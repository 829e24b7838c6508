// One interview as values: what is asked, what is shown, what was answered. No screen, no storage.
const NEEDS_NO_ANSWER = new Set(["ne", "not_in"]);

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE = /(?:^|\/)([0-9A-HJKMNP-TV-Z]{12})\/?$/;
const CASE_ID = /^[A-Z0-9.]{3,30}-\d{6}-\d{4,7}$/;

/** Mint the code with which the household can withdraw; nobody can guess it. */
export const newReceipt = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => ALPHABET[byte % 32]).join("");

/** Write a code as people read it. */
export const grouped = (code) => code.match(/.{1,4}/g).join("-");

/** Return what an appointment slip says, a link's code or a case ID; "" for any other text. */
export function slipOf(text) {
  const plain = text.trim().toUpperCase();
  if (CASE_ID.test(plain)) return plain;
  return (CODE.exec(plain.includes("/") ? plain : plain.replace(/[\s-]/g, "")) ?? [])[1] ?? "";
}

/** Start an interview; its id is minted now, not when it is sent. */
export function newInterview(campaign, hamlet, household) {
  return {
    id: crypto.randomUUID(), campaign: campaign.id, questionnaire: campaign.questionnaire,
    receipt: newReceipt(), slip: "", hamlet, household, answers: {}, order: [], place: 0, seconds: 0,
    startedMs: Date.now(), privateSealed: null, privateLocked: false, verdicts: {},
  };
}

const present = (answer) => answer !== undefined && answer !== "" && !(Array.isArray(answer) && !answer.length);

/** Judge one comparison as `core.questionnaire.Term` does. */
export function termHolds(term, answer) {
  const values = (Array.isArray(term.value) ? term.value : [term.value]).map(String);
  if (!present(answer)) return NEEDS_NO_ANSWER.has(term.op);
  const chosen = Array.isArray(answer) ? answer : [answer];
  const compare = { lt: (a, b) => a < b, lte: (a, b) => a <= b, gt: (a, b) => a > b, gte: (a, b) => a >= b };
  if (term.op === "answered") return true;
  if (term.op === "eq" || term.op === "in") return chosen.some((each) => values.includes(String(each)));
  if (NEEDS_NO_ANSWER.has(term.op)) return !chosen.some((each) => values.includes(String(each)));
  return chosen.some((each) => /^\d+$/.test(each) && compare[term.op](Number(each), Number(values[0])));
}

const termName = (term) => JSON.stringify([term.q, term.op, term.value]);

function holds(condition, kept, verdicts) {
  const [[mode, terms]] = Object.entries(condition);
  const judge = (term) => verdicts[termName(term)] ?? termHolds(term, kept[term.q]);
  return mode === "all" ? terms.every(judge) : terms.some(judge);
}

/** Return the questions whose conditions hold, in order. `answers` may include private ones. */
export function shown(document, answers, verdicts = {}) {
  const kept = {};
  return document.questions.filter((question) => {
    if (question.show_if && !holds(question.show_if, kept, verdicts)) return false;
    if (present(answers[question.id])) kept[question.id] = answers[question.id];
    return true;
  });
}

/** Return what later questions will want to know of private answers, so that these may go. */
export function verdictsAbout(document, answers) {
  const verdicts = {};
  const isPrivate = new Set(document.questions.filter((each) => each.private).map((each) => each.id));
  for (const question of document.questions) {
    if (question.private || !question.show_if) continue;
    for (const term of Object.values(question.show_if)[0])
      if (isPrivate.has(term.q)) verdicts[termName(term)] = termHolds(term, answers[term.q]);
  }
  return verdicts;
}

/** Return a message code for an answer that may not stand, or "". */
export function fault(question, answers) {
  const answer = answers[question.id];
  if (question.type === "info") return "";
  if (!present(answer)) return question.required ? "required" : "";
  if (question.type === "integer") {
    const limits = [question.maximum, question.maximum_from && Number(answers[question.maximum_from])]
      .filter((each) => Number.isInteger(each));
    const value = Number(answer), low = question.minimum ?? 0;
    if (!/^\d{1,9}$/.test(answer) || value < low || limits.some((limit) => value > limit)) return "range";
  }
  if (question.max_choices && answer.length > question.max_choices) return "too_many";
  if (question.pattern && !new RegExp(`^(?:${question.pattern})$`).test(answer.replace(/[\s.-]/g, ""))) return "pattern";
  if (question.requires_consent && answers[question.requires_consent] !== "yes") return "consent";
  return "";
}

/** Choose or unchoose one value of a question with several choices. */
export function toggled(question, chosen, value) {
  if (chosen.includes(value)) return chosen.filter((each) => each !== value);
  const alone = (each) => question.options.find((option) => option.value === each)?.exclusive;
  return alone(value) ? [value] : [...chosen.filter((each) => !alone(each)), value];
}

/** Return only the answers that are shown, with the texts and consents that belong to them. */
export function answersShown(document, answers, verdicts) {
  const kept = {};
  for (const question of shown(document, answers, verdicts)) {
    for (const [name, value] of Object.entries(answers)) {
      const own = name === question.id || name === question.requires_consent
        || (name.startsWith(`${question.id}_`) && name.endsWith("_text"));
      if (own && present(value)) kept[name] = value;
    }
  }
  return kept;
}
