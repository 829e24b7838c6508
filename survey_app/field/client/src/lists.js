// Households with their addresses: encrypted under the PIN, and gone when their campaign is over.
import * as store from "./store.js";
import { hide, show } from "./vault.js";

/** Keys of the interviewers who have unlocked this tablet, by device; in memory alone. */
const open = new Map();

export const unlocked = (device, key) => open.set(device, key);
export const isUnlocked = (device) => open.has(device);

/** Keep the lists that were fetched; without any (nobody was unlocked) only forget closed campaigns. */
export async function keepLists(device, campaigns, lists) {
  const key = open.get(device);
  const rows = await Promise.all(campaigns.filter((each) => lists?.[each.id]).map(async (each) =>
    ({ device, campaign: each.id, lastDay: each.last_day, ...(await hide(key, lists[each.id])) })));
  const wanted = new Set((lists ? rows : campaigns).map((each) => each.campaign ?? each.id));
  await store.change(["lists"], async ({ lists: kept }) => {
    for (const each of await kept.getAll(IDBKeyRange.bound([device], [device, []])))
      if (!wanted.has(each.campaign)) await kept.delete([device, each.campaign]);
    for (const row of rows) await kept.put(row);
  });
}

/** Delete the lists of campaigns whose last day is over, also without network. */
export async function forgetOver(today) {
  for (const each of await store.all("lists"))
    if (each.lastDay < today) await store.remove("lists", [each.device, each.campaign]);
}

/** Return [number, address] of every household of a hamlet; empty without a list. */
export async function householdsOf(session, campaign, hamlet) {
  const kept = await store.get("lists", [session.profile.device, campaign.id]);
  return kept ? (await show(session.key, kept))[hamlet.id] ?? [] : [];
}

/** Return where to go next: down the list, then to where nobody was home, then on from the last. */
export function nextHousehold(listed, hamlet, records, drafts) {
  const here = [...records, ...drafts].filter((each) => each.hamlet === hamlet.id);
  const seen = new Set(here.map((each) => each.household));
  const done = new Set(here.filter((each) => each.outcome !== "absent").map((each) => each.household));
  const numbers = listed.map(([number]) => number);
  return numbers.find((each) => !seen.has(each)) ?? numbers.find((each) => !done.has(each)) ?? Math.max(0, ...seen) + 1;
}
