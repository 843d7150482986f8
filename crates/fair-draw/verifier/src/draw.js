// List, randomness, ranking and seats.
import { Failure, concat, firstDifference, fromHex, hmac, isHex, parseJson, sha256, sha256Hex, text, toHex, utf8 } from "./bytes.js";
import { roundAt, seconds } from "./charter.js";

/** The label that stands for an applicant in public. */
export function labelOf({ draw_id: drawId, receipt, frame, salt }) {
  return sha256Hex(utf8(`draw-v1|entry|${drawId}|${receipt}|${frame}|${salt}`));
}

/** Reads entries.csv in its one form. */
export function parseEntries(bytes, frames) {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) throw new Failure("entries", "byte_order_mark");
  const known = new Set(frames.map((frame) => frame.id));
  const entries = [];
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(10, start);
    const end = feed < 0 ? bytes.length : feed;
    const entry = parseEntry(text(bytes.subarray(start, end)), feed >= 0, entries.length + 1);
    checkEntry(entry, entries.at(-1), known, entries.length + 1);
    entries.push(entry);
    start = end + 1;
  }
  return entries;
}

function parseEntry(content, complete, line) {
  const fail = (code) => {
    throw new Failure("entries", code, { line });
  };
  if (content === null) fail("entry_not_utf8");
  if (content.includes("\r")) fail("carriage_return");
  if (!complete) fail("missing_final_newline");
  if (content === "") fail("empty_line");
  if (content.trimEnd() !== content) fail("trailing_blank");
  const comma = content.indexOf(",");
  if (comma < 0) fail("bad_label");
  const label = content.slice(0, comma);
  if (/[\uff01-\uff5e]/.test(label)) fail("full_width_label");
  if (!isHex(label, 32)) fail("bad_label");
  return { label, frame: content.slice(comma + 1) };
}

function checkEntry(entry, before, known, line) {
  if (!known.has(entry.frame)) throw new Failure("entries", "unknown_frame", { line, frame: entry.frame });
  if (!before || before.label < entry.label) return;
  throw new Failure("entries", before.label === entry.label ? "duplicate_label" : "unsorted", { line });
}

/** The text that the balls give, in the way of RFC 3797. */
export function encodeBalls(permutations) {
  return permutations.map((permutation) => `${permutation.map((ball) => `${ball}.`).join("")}/`).join("");
}

/** Reads beacon.json in its one form. */
export function parseBeacon(bytes) {
  const source = (text(bytes) ?? "").replace(/\n$/, "");
  const value = parseJson(source)?.value;
  if (value && isRoundText(value) && JSON.stringify({ round: value.round, signature: value.signature }) === source) {
    return { round: value.round, signature: value.signature };
  }
  if (value && isBallsText(value) && JSON.stringify({ kind: "balls", permutations: value.permutations }) === source) {
    return { permutations: value.permutations };
  }
  throw new Failure("beacon", "beacon_text");
}

function isRoundText(value) {
  return Number.isSafeInteger(value.round) && value.round >= 0 && typeof value.signature === "string";
}

function isBallsText({ kind, permutations }) {
  const isByte = (ball) => Number.isInteger(ball) && ball >= 0 && ball <= 255;
  const isRow = (row) => Array.isArray(row) && row.length === 10 && row.every(isByte);
  return kind === "balls" && Array.isArray(permutations) && permutations.every(isRow);
}

/** Whether the signature of a round is by the chain's key: scheme bls-unchained-g1-rfc9380. */
export async function roundVerifies(publicKey, round, signature) {
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, BigInt(round));
  const { shortSignatures, G1, G2 } = globalThis.Noble.bls12_381;
  const message = shortSignatures.hash(await sha256(number), "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_");
  try {
    const key = G2.Point.fromHex(publicKey);
    const point = G1.Point.fromHex(signature);
    key.assertValidity();
    point.assertValidity();
    return !key.is0() && !point.is0() && shortSignatures.verify(point, message, key);
  } catch {
    return false;
  }
}

/** R, if the randomness is the one the charter named. */
export async function randomness(beacon, terms) {
  const fail = (code, data) => {
    throw new Failure("beacon", code, data);
  };
  if (beacon.permutations) {
    if (terms.beacon.kind !== "balls" && terms.fallback !== "balls") fail("source_not_allowed");
    return ballsRandomness(beacon.permutations, fail);
  }
  if (terms.beacon.kind !== "drand") fail("source_not_allowed");
  const expected = roundAt(terms.beacon, seconds(terms.draw_at));
  if (beacon.round !== expected) fail("wrong_round", { expected, found: beacon.round });
  if (!isHex(beacon.signature, 48)) fail("round_signature_text");
  if (!(await roundVerifies(terms.beacon.public_key, beacon.round, beacon.signature))) fail("wrong_round_signature");
  return sha256(fromHex(beacon.signature));
}

async function ballsRandomness(permutations, fail) {
  if (permutations.length < 4 || permutations.length > 100) fail("number_of_permutations", { found: permutations.length });
  permutations.forEach((permutation, index) => {
    const whole = new Set(permutation).size === 10 && permutation.every((ball) => ball >= 1 && ball <= 10);
    if (!whole) fail("not_a_permutation", { draw: index + 1 });
  });
  return sha256(utf8(encodeBalls(permutations)));
}

/** HMAC-SHA256 with key "draw-v1" over charter hash, list hash and R. */
export async function drawKey(charterHash, listHash, random) {
  const keyed = await hmac(utf8("draw-v1"));
  return keyed(concat(charterHash, listHash, random));
}

/** All entries with their keys, in rank order. */
export async function rankEntries(key, entries) {
  const keyed = await hmac(key);
  const ranked = [];
  // In portions, so that a long list does not hold a hundred thousand promises at once.
  for (let at = 0; at < entries.length; at += 1000) {
    const portion = entries.slice(at, at + 1000).map(async ({ label, frame }) => {
      const bytes = concat(utf8(`draw-v1|rank|${label}`), Uint8Array.of(1));
      return { label, frame, key: toHex(await keyed(bytes)) };
    });
    ranked.push(...(await Promise.all(portion)));
  }
  const order = ({ key: sortKey, label }) => sortKey + label;
  return ranked.sort((left, right) => (order(left) < order(right) ? -1 : 1));
}

/** The two passes, with those in `kept` holding their seats and those in `out` gone: who is newly seated. */
export function redraw(ranking, { frames, capacity }, kept, out) {
  const taken = new Map(frames.map((frame) => [frame.id, { ...frame, count: 0 }]));
  let free = capacity;
  const take = (frame) => {
    free -= 1;
    taken.get(frame).count += 1;
  };
  let waiting = ranking.filter(({ label }) => !kept.has(label) && !out.has(label));
  for (const { label, frame } of ranking) if (kept.has(label)) take(frame);
  const placed = [];
  for (const pass of [1, 2]) {
    waiting = waiting.filter(({ label, frame }) => {
      const { count, minimum, maximum } = taken.get(frame);
      const open = pass === 1 ? count < minimum : maximum === null || count < maximum;
      if (free <= 0 || !open) return true;
      take(frame);
      placed.push({ label, frame, pass });
      return false;
    });
  }
  return placed;
}

export function rankingText(ranking) {
  return ranking.map(({ label, frame, key }, index) => `${index + 1},${label},${frame},${key}\n`).join("");
}

export function seatsText(seats) {
  return seats.map(({ label, frame, pass }, index) => `${index + 1},${label},${frame},${pass}\n`).join("");
}

/** Compares a published file with the computed one. */
export function compareFile(step, name, expected, found) {
  const at = firstDifference(utf8(expected), found);
  if (at === -1) return;
  const line = 1 + found.subarray(0, at).filter((byte) => byte === 10).length;
  throw new Failure(step, "line_differs", { member: name, line });
}
