/* The screen at a desk, step by step: faces, number pad, thanks. It forgets a person after half a
   minute, and keeps what could not be sent until the network is back. */
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const form = document.getElementById("kiosk");
  const { token, case_id: typed } = form.elements;
  const [levels, pad, thanks] = [".levels", ".pad", ".thanks"].map((each) => form.querySelector(each));
  const keys = pad.querySelector(".keys"), skip = document.getElementById("skip");
  const wrong = document.getElementById("case_id-error");
  const IDLE = 30000, THANKS = 5000, AGAIN = 3000, PATIENCE = 4000;
  const WAITING = `waiting:${location.pathname}`;
  let serial = 0, level = "", timer = 0, retry = 0, sending = false;

  /* --- what could not be sent yet; storage may be switched off, then it lives in memory --- */

  let memory = [];
  function waiting(list) {
    try {
      if (list) localStorage.setItem(WAITING, JSON.stringify(list));
      else return JSON.parse(localStorage.getItem(WAITING) || "[]");
    } catch { /* memory it is */ }
    if (list) memory = list;
    return memory;
  }

  function post(answer) {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), PATIENCE);
    return fetch(location.pathname, { method: "POST", body: new URLSearchParams(answer), signal: stop.signal });
  }

  const mustWait = (response) => response.status >= 500 || response.status === 429;

  function keep(answer) {
    waiting([...waiting(), answer]);
    catchUp();
  }

  /* Send what waits, the oldest first. A case that cannot be judged leaves the answer without it. */
  async function catchUp() {
    if (sending) return;
    sending = true;
    clearTimeout(retry);
    try {
      for (let list = waiting(); list.length; list = waiting()) {
        const response = await post(list[0]);
        if (mustWait(response)) break;
        const again = response.status === 422 && list[0].case_id;
        waiting(again ? [{ ...list[0], case_id: "" }, ...list.slice(1)] : list.slice(1));
      }
    } catch { /* no network */ }
    sending = false;
    if (waiting().length) retry = setTimeout(catchUp, AGAIN);
  }

  /* --- the three steps --- */

  function show(step) {
    levels.hidden = step !== levels;
    pad.hidden = step !== pad;
    thanks.hidden = step !== thanks;
    document.activeElement.blur();
    wait(step === thanks ? THANKS : IDLE);
  }

  function wait(time) {
    clearTimeout(timer);
    timer = setTimeout(forget, time);
  }

  const answer = (caseId) => ({
    token: token.value, serial: String(serial), overall: level, case_id: caseId,
    lang: document.documentElement.lang,
  });

  /* Nobody may see what the person before tapped. Who walked away has answered without a case. */
  function forget() {
    if (level) keep(answer(""));
    clean();
    if (document.documentElement.lang !== "vi" && navigator.onLine) location.replace(location.pathname);
  }

  function clean() {
    if (level) serial += 1;
    level = "";
    typed.value = wrong.textContent = "";
    for (const box of form.querySelectorAll("[type=radio]")) box.checked = false;
    show(levels);
  }

  function done() {
    serial += 1;
    level = "";
    typed.value = "";
    show(thanks);
  }

  async function send(caseId) {
    const given = answer(caseId);
    if (!given.overall) return;
    if (!caseId) { keep(given); done(); return; }
    try {
      const response = await post(given);
      if (response.status === 422) {
        wrong.textContent = words.refused;
        wait(IDLE);
        return;
      }
      if (mustWait(response)) keep(given);
    } catch { keep(given); }
    done();
  }

  function makeKeys() {
    for (const label of ["1", "2", "3", "4", "5", "6", "7", "8", "9", "-", "0", "⌫"]) {
      const key = Object.assign(document.createElement("button"), { type: "button", textContent: label });
      if (label === "⌫") key.setAttribute("aria-label", words.erase);
      key.addEventListener("click", () => {
        typed.value = label === "⌫" ? typed.value.slice(0, -1) : (typed.value + label).slice(0, 40);
        wrong.textContent = "";
      });
      keys.append(key);
    }
    keys.hidden = skip.hidden = false;
    typed.inputMode = "none";
  }

  makeKeys();
  levels.addEventListener("change", (event) => {
    level = event.target.value;
    show(pad);
    const root = document.documentElement;
    if (root.requestFullscreen && !document.fullscreenElement) root.requestFullscreen().catch(() => {});
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(typed.value.trim());
  });
  skip.addEventListener("click", () => send(""));
  thanks.addEventListener("click", clean);
  for (const kind of ["pointerdown", "keydown"]) {
    addEventListener(kind, () => { if (thanks.hidden) wait(IDLE); });
  }
  addEventListener("pageshow", clean);
  addEventListener("online", catchUp);
  clean();
  catchUp();
})();
