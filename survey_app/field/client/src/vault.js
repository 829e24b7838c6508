// Keys. The device key signs and never leaves the tablet; drafts are encrypted under a key made
// from the interviewer's PIN; finished records are sealed to the campaign, for the server alone.
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const EXCHANGE = { name: "ECDH", namedCurve: "P-256" };
const INFO = new TextEncoder().encode("field record");
const ROUNDS = 310_000;
const CHECK = "field";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const subtle = crypto.subtle;

export function pack(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}

export function unpack(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export async function sha256(text) {
  const bytes = new Uint8Array(await subtle.digest("SHA-256", encoder.encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Make the key pair of a device; the private half cannot be taken out of the browser. */
export async function newDeviceKey() {
  const pair = await subtle.generateKey(CURVE, false, ["sign", "verify"]);
  return { privateKey: pair.privateKey, publicKey: pack(await subtle.exportKey("raw", pair.publicKey)) };
}

/** Return the Authorization header of a call. */
export async function signature(profile, method, path, body) {
  const moment = String(Date.now());
  const text = [method, path, moment, await sha256(body)].join("\n");
  const signed = await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, profile.privateKey, encoder.encode(text));
  return `Device ${profile.device}:${moment}:${pack(signed)}`;
}

/** Seal a text to a campaign: only the server can open it, and only together with `boundTo`. */
export async function seal(campaignKey, text, boundTo) {
  const theirs = await subtle.importKey("raw", unpack(campaignKey), EXCHANGE, false, []);
  const pair = await subtle.generateKey(EXCHANGE, false, ["deriveBits"]);
  const point = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
  const root = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const key = await subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: point, info: INFO },
    root, { name: "AES-GCM", length: 256 }, false, ["encrypt"],
  );
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: encoder.encode(boundTo) }, key, encoder.encode(text),
  );
  return { ephemeral: pack(point), nonce: pack(nonce), sealed: pack(sealed) };
}

/** Make the key of drafts from a PIN and a key that this browser does not give away. */
async function pinKey(pin, salt, pepper) {
  const mixed = await subtle.sign("HMAC", pepper, encoder.encode(pin));
  const root = await subtle.importKey("raw", mixed, "PBKDF2", false, ["deriveKey"]);
  return subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS },
    root, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"],
  );
}

/** Return what a profile keeps so that its PIN can be checked, and the key itself. */
export async function newPin(pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const pepper = await subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const key = await pinKey(pin, salt, pepper);
  return { lock: { salt, pepper, check: await hide(key, CHECK) }, key };
}

/** Return the key of drafts, or null for a wrong PIN. */
export async function unlock(lock, pin) {
  const key = await pinKey(pin, lock.salt, lock.pepper);
  try { return (await show(key, lock.check)) === CHECK ? key : null; } catch { return null; }
}

/** Encrypt any value under the key of drafts. */
export async function hide(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const hidden = await subtle.encrypt({ name: "AES-GCM", iv }, key, encoder.encode(JSON.stringify(value)));
  return { iv, hidden };
}

export async function show(key, { iv, hidden }) {
  return JSON.parse(decoder.decode(await subtle.decrypt({ name: "AES-GCM", iv }, key, hidden)));
}
