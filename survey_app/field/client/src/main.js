// The start: is there a place to keep things, who is here, then home. No network is needed.
import { forgetOver, unlocked } from "./lists.js";
import * as store from "./store.js";
import { homeScreen, showNumbers } from "./screens/home.js";
import { enrolScreen, lockScreen } from "./screens/enter.js";
import { sync } from "./sync.js";
import { T } from "./texts.js";
import { note, render, title } from "./ui.js";

const EVERY = 120_000;
const HOURS_AHEAD = 7;

async function start() {
  registerWorker();
  let profiles;
  try { profiles = await store.all("profiles"); } catch { return render(title(T.app), note(T.noStorage, "trouble")); }
  const storage = await store.askToBeKept();
  await forgetOver(today());
  const open = (profile, key) => {
    unlocked(profile.device, key);
    sync(showNumbers, true).catch(() => {}); // addresses come only to who is unlocked
    return homeScreen({ profile, key, storage });
  };
  if (!profiles.length || location.hash.length > 1) return enrolScreen(open);
  const taken = await store.all("packages");
  const names = Object.fromEntries(taken.map((each) => [each.device, each.package?.interviewer]));
  lockScreen(profiles, names, open);
  const quietly = () => document.visibilityState === "visible" && sync(showNumbers).catch(() => {});
  quietly();
  addEventListener("online", quietly);
  setInterval(quietly, EVERY);
}

/** Return the day in Vietnam as the tablet knows it. */
const today = () => new Date(Date.now() + HOURS_AHEAD * 3_600_000).toISOString().slice(0, 10);

/** A new version waits until every window is closed, or until it is asked for on the home screen. */
function registerWorker() {
  if (!navigator.serviceWorker) return;
  const had = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.register("sw.js").catch(() => {});
  navigator.serviceWorker.addEventListener("controllerchange", () => had && location.reload());
}

start();
