// The log: form, chain of hashes, rules; and the state that follows.
import { Failure, isHex, parseJson, sha256, sha256Hex, text, utf8 } from "./bytes.js";
import { ed25519Verifies, seconds } from "./charter.js";
import { redraw } from "./draw.js";

const ZEROS = "0".repeat(64);
const PLAIN_EVENTS = ["offered", "accepted", "declined", "lapsed"];

function refuse(line, code, data = {}) {
  throw new Failure("log", code, { line, ...data });
}

function isLine(value) {
  const { seq, at, label, event, code, previous, reason, signature } = value;
  const common =
    Number.isSafeInteger(seq) && typeof at === "string" && seconds(at) !== null && isHex(label, 32) && isHex(previous, 32);
  if (!common) return false;
  if (event === "override") {
    return ["seat", "remove"].includes(code) && typeof reason === "string" && isHex(signature, 64);
  }
  if (reason !== undefined || signature !== undefined) return false;
  return PLAIN_EVENTS.includes(event) ? code === null : event === "ineligible" && typeof code === "string";
}

function lineText({ seq, at, label, event, code, previous, reason, signature }) {
  return JSON.stringify({ seq, at, label, event, code, previous, reason, signature });
}

/** Reads log.jsonl: every line in its exact form, numbered and chained. */
export async function parseLog(bytes) {
  const lines = [];
  let head = ZEROS;
  let start = 0;
  while (start < bytes.length) {
    const number = lines.length + 1;
    const feed = bytes.indexOf(10, start);
    if (feed < 0) refuse(number, "log_missing_final_newline");
    const source = text(bytes.subarray(start, feed));
    const value = source === null ? null : parseJson(source)?.value;
    const exact = value !== null && typeof value === "object" && isLine(value) && lineText(value) === source;
    if (!exact) refuse(number, "log_line_form");
    if (value.seq !== number) refuse(number, "wrong_sequence", { expected: number, found: value.seq });
    if (value.previous !== head) refuse(number, "broken_chain");
    lines.push(value);
    head = await sha256Hex(utf8(source));
    start = feed + 1;
  }
  return { lines, head };
}

/** Every override must be signed by the organiser, over the hash of its line without the signature. */
export async function checkOverrides(lines, organiser) {
  for (const line of lines) {
    if (line.event !== "override") continue;
    const digest = await sha256(utf8(lineText({ ...line, signature: undefined })));
    if (!ed25519Verifies(line.signature, digest, organiser)) refuse(line.seq, "override_signature");
  }
}

/** The state right after the draw. */
export function firstState(ranking, terms, seats) {
  const seated = seats.map((seat) => ({ ...seat, progress: "pending", lifted: false }));
  return { ranking, terms, labels: new Set(ranking.map(({ label }) => label)), seated, out: new Map() };
}

/** Carries out a whole log, refusing the first line that the rules do not allow. */
export function replay(state, lines) {
  for (const line of lines) applyEvent(state, line);
  return state;
}

function applyEvent(state, { seq, label, event, code, reason }) {
  if (!state.labels.has(label)) refuse(seq, "unknown_label");
  if (state.out.has(label)) refuse(seq, "already_out");
  const place = state.seated.find((seated) => seated.label === label);
  const mustBe = (...progress) => {
    if (!place || !progress.includes(place.progress)) refuse(seq, "not_offered");
  };
  switch (event) {
    case "offered": {
      const next = state.seated.find((seated) => seated.progress === "pending");
      if (next?.label !== label) refuse(seq, "not_next_offer", { expected: next?.label ?? null });
      next.progress = "offered";
      break;
    }
    case "accepted":
      mustBe("offered");
      place.progress = "accepted";
      break;
    case "declined": // an offer, a place taken, or the waiting list
      leave(state, label, "declined");
      break;
    case "lapsed":
      mustBe("offered");
      leave(state, label, "lapsed");
      break;
    case "ineligible":
      if (!/^[a-z0-9_-]{1,64}$/.test(code)) refuse(seq, "bad_reason_code");
      leave(state, label, "ineligible");
      break;
    default:
      if (reason.trim() === "") refuse(seq, "empty_reason");
      if (code === "remove") leave(state, label, "removed");
      else seatOutOfTurn(state, seq, label);
  }
}

function leave(state, label, departure) {
  state.out.set(label, departure);
  state.seated = state.seated.filter((seated) => seated.label !== label);
  const kept = new Set(state.seated.map((seated) => seated.label));
  const lifted = redraw(state.ranking, state.terms, kept, state.out);
  state.seated.push(...lifted.map((seat) => ({ ...seat, progress: "pending", lifted: true })));
}

function seatOutOfTurn(state, seq, label) {
  if (state.seated.some((seated) => seated.label === label)) refuse(seq, "not_waiting");
  if (state.seated.length >= state.terms.capacity) {
    const index = state.seated.findLastIndex(({ lifted, progress }) => lifted && progress === "pending");
    if (index < 0) refuse(seq, "no_free_seat");
    state.seated.splice(index, 1);
  }
  const { frame } = state.ranking.find((ranked) => ranked.label === label);
  state.seated.push({ label, frame, pass: null, progress: "offered", lifted: true });
}

/** Where one entry stands: seated, waiting or out. */
export function standingOf(state, label) {
  if (state.out.has(label)) return { standing: "out", departure: state.out.get(label) };
  const place = state.seated.find((seated) => seated.label === label);
  if (place) return { standing: "seated", progress: place.progress };
  const seated = new Set(state.seated.map((other) => other.label));
  const waiting = state.ranking.filter((ranked) => !seated.has(ranked.label) && !state.out.has(ranked.label));
  return { standing: "waiting", position: waiting.findIndex((ranked) => ranked.label === label) + 1 };
}
