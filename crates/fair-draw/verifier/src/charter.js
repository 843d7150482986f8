// The charter: canonical bytes, rules, signature.
import { Failure, fromHex, isHex, isPlain, parseJson, sha256, text } from "./bytes.js";

export const QUICKNET = {
  kind: "drand",
  chain_hash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  public_key:
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  genesis: 1692803367,
  period: 3,
};
const LARGEST_COUNT = 0xffffffff;

/** RFC 8785, for text, whole numbers, booleans, null, lists and objects. Null for any other number. */
export function canonicalJson(value) {
  if (Array.isArray(value)) {
    const items = value.map(canonicalJson);
    return items.includes(null) ? null : `[${items.join(",")}]`;
  }
  if (value !== null && typeof value === "object") {
    const members = Object.keys(value)
      .sort()
      .map((name) => [JSON.stringify(name), canonicalJson(value[name])]);
    return members.some(([, item]) => item === null) ? null : `{${members.map((pair) => pair.join(":")).join(",")}}`;
  }
  if (typeof value === "number" && (!Number.isSafeInteger(value) || Object.is(value, -0))) return null;
  return JSON.stringify(value);
}

/** Seconds since 1970 of RFC 3339 in whole seconds with an offset; null for anything else. */
export function seconds(moment) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:Z|([+-])(\d\d):(\d\d))$/.exec(moment);
  if (!parts || parts[1] === "0000") return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const dayExists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const [offsetHour, offsetMinute] = [Number(parts[8] ?? 0), Number(parts[9] ?? 0)];
  if (!dayExists || hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return null;
  const offset = (parts[7] === "-" ? -1 : 1) * (offsetHour * 60 + offsetMinute) * 60;
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset;
}

/** Round of an instant, or null before the first. */
export function roundAt(beacon, instant) {
  const elapsed = instant - beacon.genesis;
  return elapsed < 0 ? null : Math.floor(elapsed / beacon.period) + 1;
}

export function isQuicknet(beacon) {
  return canonicalJson(beacon) === canonicalJson(QUICKNET);
}

function fail(code, data) {
  throw new Failure("charter", code, data);
}

function isCount(value) {
  return Number.isInteger(value) && value >= 0 && value <= LARGEST_COUNT;
}

function isWhole(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

function isMoment(value) {
  return typeof value === "string" && seconds(value) !== null;
}

function isText(value) {
  return typeof value === "string";
}

function isFrame(value) {
  return hasShape(value, { id: isText, minimum: isCount, maximum: (count) => count === null || isCount(count) });
}

function isBeacon(value) {
  const chain = { kind: (kind) => kind === "drand", chain_hash: (hash) => isHex(hash, 32), public_key: isText };
  const drand = hasShape(value, { ...chain, genesis: isWhole, period: isWhole });
  return drand || hasShape(value, { kind: (kind) => kind === "balls" });
}

function hasShape(value, shape) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const names = Object.keys(shape);
  return Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name) && shape[name](value[name]));
}

const CHARTER_SHAPE = {
  algorithm: isText,
  draw_id: isText,
  closes_at: isMoment,
  freeze_at: isMoment,
  draw_at: isMoment,
  beacon: isBeacon,
  capacity: isCount,
  frames: (frames) => Array.isArray(frames) && frames.every(isFrame),
  decline_business_days: isCount,
  fallback: (fallback) => fallback === null || fallback === "balls",
  verifier_sha256: (hash) => isHex(hash, 32),
};

export function parseCharter(bytes) {
  const source = text(bytes);
  const parsed = source === null ? null : parseJson(source);
  if (!parsed) fail("charter_not_json");
  const terms = parsed.value;
  if (canonicalJson(terms) !== source) fail("charter_not_canonical");
  if (terms?.algorithm !== "draw-v1") fail("unknown_algorithm", { algorithm: String(terms?.algorithm ?? "") });
  if (!hasShape(terms, CHARTER_SHAPE)) fail("charter_shape");
  checkTerms(terms);
  return terms;
}

function checkTerms(terms) {
  if (!isPlain(terms.draw_id)) fail("bad_draw_id");
  if (seconds(terms.freeze_at) < seconds(terms.closes_at)) fail("freeze_before_close");
  if (seconds(terms.draw_at) - seconds(terms.freeze_at) < 24 * 3600) fail("draw_too_soon");
  checkFrames(terms);
  if (terms.beacon.kind === "drand") checkBeacon(terms);
}

function checkFrames({ frames, capacity }) {
  if (frames.length === 0) fail("no_frames");
  const seen = new Set();
  for (const { id, minimum, maximum } of frames) {
    if (id === "") fail("empty_frame");
    if (!isPlain(id) || /[,"]/.test(id)) fail("bad_frame", { frame: id });
    if (seen.has(id)) fail("duplicate_frame", { frame: id });
    seen.add(id);
    if (maximum !== null && minimum > maximum) fail("minimum_above_maximum", { frame: id });
  }
  const sum = frames.reduce((total, frame) => total + frame.minimum, 0);
  if (sum > capacity) fail("minimums_above_capacity", { sum, capacity });
}

function checkBeacon({ beacon, draw_at: drawAt }) {
  if (!isHex(beacon.public_key, 96)) fail("beacon_key_length");
  if (beacon.period === 0) fail("beacon_timing");
  if (beacon.chain_hash === QUICKNET.chain_hash && !isQuicknet(beacon)) fail("beacon_contradicts_chain");
  try {
    const key = globalThis.Noble.bls12_381.G2.Point.fromHex(beacon.public_key);
    key.assertValidity();
    if (key.is0()) fail("beacon_key_invalid");
  } catch {
    fail("beacon_key_invalid");
  }
  if (roundAt(beacon, seconds(drawAt)) === null) fail("draw_before_genesis");
}

/** The text of a one-line member, with or without a line feed at its end. */
export function oneLine(bytes) {
  return (text(bytes) ?? "").replace(/\n$/, "");
}

/** Ed25519 as RFC 8032 says, refusing keys of small order. */
export function ed25519Verifies(signature, message, publicKey) {
  try {
    return globalThis.Noble.ed25519.verify(fromHex(signature), message, fromHex(publicKey), { zip215: false });
  } catch {
    return false;
  }
}

/** Checks charter.sig and organiser.pub against the charter's bytes; gives the organiser's key. */
export async function checkSignature(charterBytes, signatureBytes, organiserBytes) {
  const signature = oneLine(signatureBytes);
  const organiser = oneLine(organiserBytes);
  if (!isHex(signature, 64)) throw new Failure("signature", "signature_text");
  if (!isHex(organiser, 32)) throw new Failure("signature", "organiser_key");
  const hash = await sha256(charterBytes);
  if (!ed25519Verifies(signature, hash, organiser)) throw new Failure("signature", "wrong_signature");
  return organiser;
}
