// Becoming a device, and proving who holds it.
import { unlocked } from "../lists.js";
import * as store from "../store.js";
import { enrol, sync } from "../sync.js";
import { T } from "../texts.js";
import { button, field, h, note, render, title } from "../ui.js";
import { newDeviceKey, newPin, unlock } from "../vault.js";
import { scan } from "./scan.js";

const CODE = /([0-9A-Z]{12})\W*$/;
const PIN = /^\d{6}$/;

const pinField = (name, label, hint) =>
  field(label, { name, type: "password", inputmode: "numeric", autocomplete: "off", maxlength: "6" }, hint);
const value = (name) => document.getElementById(`field-${name}`).value.trim();

/** Make this tablet a device; `done` gets the profile and the key of drafts. */
export function enrolScreen(done, trouble = "", typed = location.hash.slice(1)) {
  const submit = async () => {
    const code = value("code"), pin = value("pin");
    if (!PIN.test(pin) || pin !== value("again")) return enrolScreen(done, T.pinBad, code);
    let device = null;
    const { privateKey, publicKey } = await newDeviceKey();
    const { lock, key } = await newPin(pin);
    try { device = await enrol(code.toUpperCase(), navigator.userAgent.slice(0, 100), publicKey); } catch { return enrolScreen(done, T.offline, code); }
    if (!device) return enrolScreen(done, T.codeWrong);
    const profile = { device, privateKey, lock, serial: 0, last: null, offset: null, name: "", serverStored: 0 };
    await store.put("profiles", profile);
    history.replaceState(null, "", location.pathname);
    unlocked(device, key);
    await sync().catch(() => {});
    done(await store.get("profiles", device), key);
  };
  render(
    title(T.enrol), trouble && note(trouble, "trouble"), note(T.enrolHint),
    field(T.code, { name: "code", value: typed, autocomplete: "off", autocapitalize: "characters", spellcheck: "false" }),
    button(T.scan, () => scan((text) => enrolScreen(done, "", CODE.exec(text.toUpperCase())?.[1] ?? ""), () => enrolScreen(done, T.scanOff))),
    pinField("pin", T.pin, T.pinHint), pinField("again", T.pinAgain),
    button(T.enrol, submit, "main"),
  );
}

/** Ask who it is. Nothing of another person's interviews can be read without their PIN. */
export function lockScreen(profiles, names, done, trouble = "", chosen = profiles[0].device) {
  const open = async () => {
    const device = document.querySelector("input[name=who]:checked")?.value ?? chosen;
    const profile = await store.get("profiles", device);
    const key = await unlock(profile.lock, value("pin"));
    if (key) done(profile, key);
    else lockScreen(profiles, names, done, T.pinWrong, device);
  };
  const who = profiles.map((each) => h("label", { class: "choice" },
    h("input", { type: "radio", name: "who", value: each.device, checked: each.device === chosen }), names[each.device] || each.device.slice(0, 8)));
  render(
    title(T.app), trouble && note(trouble, "trouble"), profiles.length > 1 && h("fieldset", {}, ...who),
    pinField("pin", T.pin), button(T.unlock, open, "main"), button(T.other, () => enrolScreen(done)),
  );
  document.getElementById("field-pin").addEventListener("keydown", (event) => event.key === "Enter" && open());
}
