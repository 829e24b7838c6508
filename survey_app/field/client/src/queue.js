// Finished records: numbered, chained, sealed and frozen in one strict transaction.
import * as store from "./store.js";
import { seal, sha256 } from "./vault.js";

const PAYLOAD_VERSION = 1;
const NO_RECORD = "0".repeat(64);
const MOST_ITEMS = 50;
const MOST_LETTERS = 1_000_000;

const hashed = (item) => [
  item.id, item.serial, item.previous, item.campaign, item.version, item.ephemeral, item.nonce, item.sealed,
].join("\n");

/** Freeze a record: it gets the next serial and names the record before it. The draft goes in the
 * same transaction. Sealing takes several turns, and a transaction would end meanwhile; so the
 * serial is taken under a lock that all tabs share. */
export function finish(device, campaign, payload, id) {
  return navigator.locks.request(`field-write-${device}`, async () => {
    const profile = await store.get("profiles", device);
    const serial = profile.serial + 1, previous = profile.last ?? NO_RECORD;
    const head = { id, serial, previous, campaign: campaign.id, version: PAYLOAD_VERSION };
    const boundTo = Object.values(head).join("\n");
    const item = { ...head, ...(await seal(campaign.key, JSON.stringify(payload), boundTo)) };
    const record = {
      device, serial, item, sha256: await sha256(hashed(item)), state: "waiting", reason: "",
      hamlet: payload.hamlet, household: payload.household, outcome: payload.outcome,
    };
    await store.change(["profiles", "queue", "drafts"], async (found) => {
      await found.profiles.put({ ...profile, serial, last: record.sha256 });
      await found.queue.add(record);
      await found.drafts.delete([device, payload.hamlet, payload.household]);
    });
    store.trace(device, serial);
    return record;
  });
}

/** Return the next records to be sent: few enough, small enough, without parked ones. */
export async function nextBatch(device, after = 0, most = MOST_ITEMS) {
  const batch = [];
  let letters = 0;
  for (const record of await store.listOf("queue", device)) {
    if (record.state !== "waiting" || record.serial <= after) continue;
    letters += record.item.sealed.length;
    if (batch.length && (batch.length >= most || letters > MOST_LETTERS)) break;
    batch.push(record);
  }
  return batch;
}

/** Note receipts: only one whose id and hash match counts. Others leave the record waiting. */
export async function noteReceipts(device, sent, results) {
  const byId = new Map(results.map((each) => [each.id, each]));
  await store.change(["queue"], async ({ queue }) => {
    for (const record of sent) {
      const receipt = byId.get(record.item.id);
      const matches = receipt && receipt.sha256 === record.sha256;
      if (matches && ["stored", "duplicate"].includes(receipt.result)) await queue.put({ ...record, state: "sent" });
      else if (receipt && ["refused", "conflict"].includes(receipt.result))
        await queue.put({ ...record, state: "parked", reason: receipt.reason || receipt.result });
    }
  });
}

/** Let sealed copies go that stand in a verified backup; send again what the server lost. */
export async function noteHolding(device, holding) {
  const lost = (serial) => holding.missing.some(([first, last]) => first <= serial && serial <= last);
  await store.change(["queue"], async ({ queue }) => {
    for (let cursor = await queue.openCursor(IDBKeyRange.bound([device], [device, []])); cursor; cursor = await cursor.continue()) {
      const record = cursor.value;
      if (record.state !== "sent") continue;
      if (record.item && record.serial <= holding.durable_upto) await cursor.update({ ...record, item: null });
      else if (record.item && lost(record.serial)) await cursor.update({ ...record, state: "waiting" });
    }
  });
}

/** Give parked records another try, as after the server was mended. */
export async function unpark(device) {
  await store.change(["queue"], async ({ queue }) => {
    for (let cursor = await queue.openCursor(IDBKeyRange.bound([device], [device, []])); cursor; cursor = await cursor.continue())
      if (cursor.value.state === "parked") await cursor.update({ ...cursor.value, state: "waiting" });
  });
}

/** Count what is on the tablet and what is with the server. */
export async function counts(device) {
  const records = await store.listOf("queue", device);
  const of = (state) => records.filter((each) => each.state === state).length;
  return { waiting: of("waiting"), sent: of("sent"), parked: of("parked"), all: records.length, records };
}

/** Return everything that is not safe yet as a file; it is sealed, so it may travel by cable. */
export async function rescueFile(device) {
  const items = (await store.listOf("queue", device)).filter((each) => each.item).map((each) => each.item);
  return new Blob([JSON.stringify({ device, items })], { type: "application/json" });
}
