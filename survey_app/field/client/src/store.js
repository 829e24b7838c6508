// What the tablet keeps, in IndexedDB. Every write asks for `strict` durability: it is
// done only when it is on the disk, and only then does a screen say "saved".
import { openDB } from "idb";

export const NAME = "field";
const VERSION = 2;
const STRICT = { durability: "strict" };
/** Numbers that must survive a wiped database, so that the loss can be told. */
const TRACE = "field.trace";

const STORES = [
  [1, "profiles", "device"],
  [1, "packages", "device"],
  [1, "drafts", ["device", "hamlet", "household"]],
  [1, "queue", ["device", "serial"]],
  [2, "lists", ["device", "campaign"]],
];

let opening;

/** Open the database once.
 * profiles: one for each interviewer of this tablet, with the device key.
 * packages: what was taken along, by profile. drafts: half-done interviews, encrypted.
 * queue: sealed records by [profile, serial]. lists: addresses of a campaign, encrypted. */
export function open() {
  opening ??= openDB(NAME, VERSION, {
    upgrade(database, before) {
      for (const [version, name, keyPath] of STORES)
        if (before < version) database.createObjectStore(name, { keyPath });
    },
  });
  return opening;
}

/** Return everything under a profile in a store. */
export async function listOf(store, device) {
  const database = await open();
  return database.getAll(store, IDBKeyRange.bound([device], [device, []]));
}

export async function get(store, key) {
  return (await open()).get(store, key);
}

export async function all(store) {
  return (await open()).getAll(store);
}

/** Write in one strict transaction: `work` gets the object stores by name. */
export async function change(stores, work) {
  const transaction = (await open()).transaction(stores, "readwrite", STRICT);
  try {
    const found = Object.fromEntries(stores.map((name) => [name, transaction.objectStore(name)]));
    const result = await work(found);
    await transaction.done;
    return result;
  } catch (error) {
    try { transaction.abort(); } catch { /* it ended by itself */ }
    await transaction.done.catch(() => {});
    throw error;
  }
}

export const put = (store, value) => change([store], (found) => found[store].put(value));
export const remove = (store, key) => change([store], (found) => found[store].delete(key));

/** Remember outside the database how many records a device has written. */
export function trace(device, highest) {
  const known = traces();
  known[device] = Math.max(known[device] ?? 0, highest);
  try { localStorage.setItem(TRACE, JSON.stringify(known)); } catch { /* only a second witness */ }
}

export function traces() {
  try { return JSON.parse(localStorage.getItem(TRACE) ?? "{}"); } catch { return {}; }
}

/** Ask to be kept; tell "kept", "may be evicted" and how much room there is. */
export async function askToBeKept() {
  const storage = navigator.storage;
  const kept = (await storage?.persisted?.()) || (await storage?.persist?.()) || false;
  const { quota = 0, usage = 0 } = (await storage?.estimate?.()) ?? {};
  return { kept, room: quota - usage };
}
