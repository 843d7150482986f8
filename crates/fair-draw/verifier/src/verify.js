// The check: step by step, up to the first that fails.
import { Failure, isHex, isPlain, parseJson, sha256, text, toHex } from "./bytes.js";
import { checkSignature, isQuicknet, parseCharter } from "./charter.js";
import { compareFile, drawKey, labelOf, parseBeacon, parseEntries, randomness, rankEntries, rankingText, redraw, seatsText } from "./draw.js";
import { checkOverrides, firstState, parseLog, replay, standingOf } from "./log.js";
import { checkCanonical, member, packedAgain, readContainer } from "./zip.js";

export const STEPS = ["charter", "signature", "entries", "beacon", "ranking", "seats", "log", "receipt"];

/**
 * Checks a bundle (Uint8Array) and, if given, a receipt (its JSON text).
 * Gives { ok, failed, steps: [{ step, ok, code, data }], facts }, and `repacked` for a sound record in another ZIP than
 * the published one.
 */
export async function verify(bundle, receipt = null) {
  const report = { ok: true, failed: null, steps: [], facts: {} };
  const passed = (step) => report.steps.push({ step, ok: true });
  try {
    const container = await readContainer(bundle);
    const state = await checkContents(container, report.facts, passed);
    checkCanonical(container);
    if (receipt !== null) {
      report.facts.applicant = await checkReceipt(receipt, state);
      passed("receipt");
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    noteFailure(report, error);
    if (PACKING.has(error.code)) report.repacked = await holdsPackedAgain(bundle);
  }
  return report;
}

/** What another packing of a sound record fails for. */
const PACKING = new Set(["other_archive", "unexpected_member", "member_out_of_order", "container_not_canonical"]);

async function holdsPackedAgain(bundle) {
  const packed = await packedAgain(bundle);
  return packed !== null && (await verify(packed)).ok;
}

/** The report ends with the failed step, even if that had held before the container was looked at. */
function noteFailure(report, { step, code, data }) {
  const before = STEPS.indexOf(step);
  report.steps = report.steps.filter((other) => STEPS.indexOf(other.step) < before);
  report.steps.push({ step, ok: false, code, data });
  report.ok = false;
  report.failed = step;
}

async function checkContents(container, facts, passed) {
  const read = (step, name) => member(container, step, name);

  const charterBytes = read("charter", "charter.json");
  const terms = parseCharter(charterBytes);
  const charterHash = await sha256(charterBytes);
  Object.assign(facts, { drawId: terms.draw_id, drawAt: terms.draw_at, capacity: terms.capacity, charterHash: toHex(charterHash) });
  passed("charter");

  const signature = read("signature", "charter.sig");
  facts.organiser = await checkSignature(charterBytes, signature, read("signature", "organiser.pub"));
  passed("signature");

  const listBytes = read("entries", "entries.csv");
  const entries = parseEntries(listBytes, terms.frames);
  const listHash = await sha256(listBytes);
  Object.assign(facts, { entries: entries.length, listHash: toHex(listHash) });
  passed("entries");

  const beacon = parseBeacon(read("beacon", "beacon.json"));
  const random = await randomness(beacon, terms);
  const chain = isQuicknet(terms.beacon) ? "quicknet" : "other_chain";
  Object.assign(facts, { round: beacon.round, source: beacon.permutations ? "balls" : chain });
  passed("beacon");

  const ranking = await rankEntries(await drawKey(charterHash, listHash, random), entries);
  compareFile("ranking", "ranking.csv", rankingText(ranking), read("ranking", "ranking.csv"));
  passed("ranking");

  const seats = redraw(ranking, terms, new Set(), new Set());
  compareFile("seats", "seats.csv", seatsText(seats), read("seats", "seats.csv"));
  facts.seats = seats.length;
  passed("seats");

  const log = await parseLog(read("log", "log.jsonl"));
  await checkOverrides(log.lines, facts.organiser);
  const state = replay(firstState(ranking, terms, seats), log.lines);
  Object.assign(facts, { logLines: log.lines.length, logHead: log.head });
  passed("log");
  return { ...state, entries };
}

async function checkReceipt(source, state) {
  const fail = (code, data) => {
    throw new Failure("receipt", code, data);
  };
  const receipt = parseJson(source.replace(/^\ufeff/, ""))?.value;
  const fields = ["draw_id", "receipt", "frame", "salt", "label"];
  const readable = receipt !== null && typeof receipt === "object" && fields.every((field) => typeof receipt[field] === "string");
  if (!readable || !isHex(receipt.label, 32)) fail("receipt_not_json");
  const unfit = fields.slice(0, 3).find((field) => !isPlain(receipt[field])) ?? (isHex(receipt.salt, 16) ? null : "salt");
  if (unfit) fail("receipt_field", { field: unfit });
  if ((await labelOf(receipt)) !== receipt.label) fail("receipt_label");
  if (receipt.draw_id !== state.terms.draw_id) fail("other_draw", { expected: state.terms.draw_id, found: receipt.draw_id });
  const line = state.entries.findIndex(({ label, frame }) => label === receipt.label && frame === receipt.frame) + 1;
  if (line === 0) fail("not_listed");
  const rank = state.ranking.findIndex(({ label }) => label === receipt.label) + 1;
  return { receipt: receipt.receipt, line, rank, ...standingOf(state, receipt.label) };
}

/** The receipt's text from a file's bytes, or an empty text that no reader accepts. */
export function receiptText(bytes) {
  return text(bytes) ?? "";
}
