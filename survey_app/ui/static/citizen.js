/* The citizen's pages work without this. It tells conditions that no style rule can tell,
   narrows long lists down, reads questions aloud and makes the text larger. */
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const root = document.documentElement;
  const form = document.querySelector("form.plain, form.step");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  function make(tag, properties, before, parent) {
    const element = Object.assign(document.createElement(tag), properties);
    parent.insertBefore(element, before);
    return element;
  }

  /* Storage may be switched off. */
  function stored(name, value) {
    try {
      if (value === undefined) return localStorage.getItem(name);
      localStorage.setItem(name, value);
    } catch { /* then it is not kept */ }
    return null;
  }

  /* --- which questions are shown: the same rules as survey_app/core/questionnaire.py --- */

  const number = (text) => (/^\s*[+-]?\d+\s*$/.test(text) ? parseInt(text, 10) : NaN);

  const ORDER = {
    lt: (a, b) => a < b, lte: (a, b) => a <= b, gt: (a, b) => a > b, gte: (a, b) => a >= b,
  };

  function termHolds([, operator, values], answer) {
    if (!answer || !answer.length) return operator === "ne" || operator === "not_in";
    if (operator === "answered") return true;
    if (ORDER[operator]) return answer.some((each) => ORDER[operator](number(each), number(values[0])));
    const any = answer.some((each) => values.includes(each));
    return operator === "ne" || operator === "not_in" ? !any : any;
  }

  function holds(condition, kept) {
    const term = (each) => termHolds(each, kept[each[0]]);
    return condition.m === "all" ? condition.t.every(term) : condition.t.some(term);
  }

  /* What was answered: texts trimmed, whole numbers without leading zeros. */
  function given(data, id) {
    const field = document.getElementById(id);
    const whole = field && field.inputMode === "numeric";
    const texts = data.getAll(id).map((text) => text.trim()).filter(Boolean);
    return whole ? texts.map((text) => (/^\d+$/.test(text) ? String(Number(text)) : text)) : texts;
  }

  function showWhatApplies() {
    const data = new FormData(form), kept = {};
    for (const card of all("[id^=q-]", form)) {
      const id = card.id.slice(2), answer = given(data, id);
      const condition = card.dataset.if && JSON.parse(card.dataset.if);
      const applies = !condition || holds(condition, kept);
      card.hidden = !applies && !(condition.k && answer.length);
      if (applies) kept[id] = answer;
    }
  }

  /* --- a long list, narrowed down by what is typed, with or without Vietnamese marks --- */

  const fold = (text) =>
    text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");

  function narrow(list) {
    const whole = [...list.children].map((child) => child.cloneNode(true));
    const field = make("input", { type: "search", className: "t" }, list, list.parentNode);
    const said = make("p", { className: "hint" }, list, list.parentNode);
    field.placeholder = words.find;
    field.setAttribute("aria-label", words.find);
    field.setAttribute("aria-controls", list.id);
    said.setAttribute("role", "status");
    field.addEventListener("input", () => {
      const looked = fold(field.value).split(/\s+/), chosen = list.value;
      list.replaceChildren(...whole.map((child) => child.cloneNode(true)));
      for (const option of all("option", list)) {
        const text = fold(option.text);
        const fits = looked.every((word) => text.includes(word));
        if (option.value && option.value !== chosen && !fits) option.remove();
      }
      for (const group of all("optgroup", list)) if (!group.children.length) group.remove();
      list.value = chosen;
      const count = all("option", list).filter((option) => option.value).length;
      said.textContent = field.value.trim() ? words.found.replace("0", count) : "";
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  }

  /* --- one question per screen: remember the newest state, for the browser's own "back" --- */

  function keepNewest() {
    const name = location.pathname.replace(/\/b(\/\d+)?$/i, ""), screens = Number(form.dataset.screens);
    try {
      const known = JSON.parse(sessionStorage.getItem(name) || "{}");
      if (known.screens > screens) form.elements.later.value = known.state;
      else sessionStorage.setItem(name, JSON.stringify({ screens, state: form.elements.state.value }));
    } catch { /* then only the pages themselves remember */ }
  }

  /* --- larger text --- */

  const SIZES = ["", "large", "huge"];

  function offerSizes(bar) {
    const button = make("button", { type: "button", className: "switch size", textContent: "A+" }, bar.lastElementChild, bar);
    button.setAttribute("aria-label", words.larger);
    const set = (size) => { root.dataset.size = size; stored("size", size); };
    set(SIZES.includes(stored("size")) ? stored("size") : "");
    button.addEventListener("click", () => set(SIZES[(SIZES.indexOf(root.dataset.size) + 1) % SIZES.length]));
  }

  /* --- reading aloud, where the device has a voice of the page's language --- */

  function voice() {
    return speechSynthesis.getVoices().find((each) => each.lang.toLowerCase().startsWith(root.lang));
  }

  function textOf(card) {
    const spoken = all("b, label span, option:checked, .hint:not(.skip), :scope > p", card);
    return spoken.filter((part) => part.checkVisibility()).map((part) => part.textContent.trim()).join(". ");
  }

  function offerReading() {
    if (!voice() || document.querySelector(".aloud")) return;
    for (const card of all(".q", form)) {
      const button = make("button", { type: "button", className: "aloud", textContent: words.read }, null, card);
      button.addEventListener("click", () => {
        speechSynthesis.cancel();
        const speech = new SpeechSynthesisUtterance(textOf(card));
        speech.voice = voice();
        speech.lang = speech.voice.lang;
        speechSynthesis.speak(speech);
      });
    }
  }

  const bar = document.querySelector(".bar > div");
  if (bar) offerSizes(bar);
  all("select[data-find]").forEach(narrow);
  const alert = document.querySelector("[role=alert]");
  if (alert) alert.focus();
  if (form) {
    form.classList.remove("plain");
    form.addEventListener("input", showWhatApplies);
    addEventListener("pageshow", showWhatApplies);
    showWhatApplies();
    if (form.elements.state) {
      keepNewest();
      addEventListener("pageshow", keepNewest);
    }
    if (window.speechSynthesis) {
      offerReading();
      speechSynthesis.addEventListener("voiceschanged", offerReading);
    }
  }
})();
