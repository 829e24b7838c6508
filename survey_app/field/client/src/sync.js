// Bringing home: one tab at a time, only to the real server, believed only with a receipt.
import { isUnlocked, keepLists } from "./lists.js";
import * as queue from "./queue.js";
import * as store from "./store.js";
import { signature } from "./vault.js";

const PREFIX = "/api/v1/field";
const PATIENCE = 60_000;
const MEDIA = "application/json";

/** Thrown for whatever is not the server's own answer: no network, a portal, a proxy's page. */
export class Away extends Error {}

async function fetchJson(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, cache: "no-store", redirect: "error", credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
  } catch { throw new Away("network"); }
  const type = response.headers.get("Content-Type") ?? "";
  if (!response.ok) {
    if (type.startsWith("application/problem+json")) return { status: response.status, problem: true };
    throw new Away(`status ${response.status}`);
  }
  if (!type.startsWith(MEDIA)) throw new Away("not json");
  try { return { status: response.status, body: await response.json() }; } catch { throw new Away("broken"); }
}

/** Tell whether this is the real server: it must repeat a nonce it cannot know. */
export async function probe() {
  const nonce = crypto.randomUUID();
  const { body } = await fetchJson(`${PREFIX}/probe?nonce=${nonce}`);
  if (body?.nonce !== nonce || !Number.isSafeInteger(body.server_ms)) throw new Away("portal");
  return body.server_ms - Date.now();
}

async function call(profile, name, document) {
  const path = `${PREFIX}/${name}`, body = JSON.stringify(document);
  const headers = { "Content-Type": MEDIA, Authorization: await signature(profile, "POST", path, body) };
  return fetchJson(path, { method: "POST", body, headers });
}

/** Enrol this tablet with a code from the console. */
export async function enrol(code, name, publicKey) {
  const headers = { "Content-Type": MEDIA };
  const sent = JSON.stringify({ code, name, public_key: publicKey });
  const { body } = await fetchJson(`${PREFIX}/devices`, { method: "POST", body: sent, headers });
  return body?.device ?? null;
}

/** Send and fetch for all interviewers of this tablet; at most one tab does it at a time.
 * Whoever asked by hand waits for a turn; what runs by itself leaves it to the other. */
export function sync(onProgress = () => {}, wait = false) {
  return navigator.locks.request("field-sync", { ifAvailable: !wait }, async (lock) => {
    if (!lock) return null;
    const offset = await probe();
    for (const profile of await store.all("profiles")) await syncProfile(profile, offset, onProgress);
    return offset;
  });
}

/** What was collected goes first: on a bad line the package may never come. */
async function syncProfile(profile, offset, onProgress) {
  await upload(profile, onProgress);
  const wish = { highest: profile.serial, addresses: isUnlocked(profile.device) };
  const { body, problem } = await call(profile, "package", wish);
  if (problem || !Array.isArray(body?.campaigns)) return note(profile, { trouble: "unknown_device" });
  const { lists, ...taken } = body;
  await store.put("packages", { device: profile.device, package: taken });
  await keepLists(profile.device, taken.campaigns, wish.addresses ? lists : null);
  await queue.noteHolding(profile.device, body);
  await upload(profile, onProgress);
  return note(profile, { offset, syncedMs: Date.now(), trouble: body.revoked ? "revoked" : "" });
}

/** Change a profile without touching its serial, which another tab may have moved. */
function note(profile, changes) {
  return store.change(["profiles"], async ({ profiles }) => {
    const fresh = await profiles.get(profile.device);
    if (fresh) await profiles.put({ ...fresh, ...changes });
  });
}

async function upload(profile, onProgress) {
  let after = 0, most = 50;
  for (;;) {
    const batch = await queue.nextBatch(profile.device, after, most);
    if (!batch.length) return;
    const highest = (await store.get("profiles", profile.device)).serial;
    const { body, problem, status } = await call(profile, "batches", { highest, items: batch.map((each) => each.item) });
    if (problem && batch.length > 1 && (status === 413 || status === 422)) { most = Math.ceil(batch.length / 2); continue; }
    if (problem && status === 401) return; // the package will say why
    if (problem && (status === 413 || status === 422)) await queue.noteReceipts(profile.device, batch, [{ id: batch[0].item.id, result: "refused", reason: "too_large" }]);
    else if (problem || !Array.isArray(body?.results)) throw new Away("no receipts");
    else {
      await queue.noteReceipts(profile.device, batch, body.results);
      await queue.noteHolding(profile.device, body);
      await note(profile, { serverStored: body.stored });
    }
    after = batch.at(-1).serial;
    onProgress(await queue.counts(profile.device));
  }
}
