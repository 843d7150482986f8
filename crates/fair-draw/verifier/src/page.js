// The page: files in, words out. Nothing here decides anything about the draw.
import { FAILURES, WRONG_FILES } from "./failures.js";
import { STEPS, receiptText, verify } from "./verify.js";
import { WORDS } from "./words.js";

const FACTS = ["drawId", "drawAt", "charterHash", "organiser", "listHash", "source", "logHead"];
const HASHES = new Set(["charterHash", "organiser", "listHash", "logHead"]);

/** Puts data into the braces of a text. */
export function fill(template, data) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => String(data[name] ?? whole));
}

/** What to say of a failed step. */
export function failureText(language, { code, data }) {
  const message = fill(FAILURES[code][language === "ja" ? 0 : 1], data);
  const prefix = data.line === undefined ? "" : fill(WORDS[language].failure_at_line, data);
  return prefix + message;
}

/** What to say of a step that held. */
export function successText(language, step, facts) {
  const name = step === "beacon" && facts.source === "balls" ? "ok_beacon_balls" : `ok_${step}`;
  return fill(WORDS[language][name], facts);
}

/** Where the applicant stands, as a sentence. */
export function standingText(language, applicant) {
  const words = WORDS[language];
  if (applicant.standing === "waiting") return fill(words.waiting_text, applicant);
  const name = applicant.standing === "out" ? `out_${applicant.departure}` : `seated_${applicant.progress}`;
  return words[name];
}

/** A published time in words, weekday and Japanese year included; the offset stays as published. */
export function momentText(language, moment) {
  const words = WORDS[language];
  const [year, number, day] = moment.slice(0, 10).split("-").map(Number);
  const weekday = words.days[new Date(Date.UTC(year, number - 1, day)).getUTCDay()];
  const zone = moment.endsWith("+09:00") ? words.japan_time : moment.slice(19);
  const month = words.months[number - 1];
  return fill(words.moment, { year, reiwa: year - 2018, month, day, weekday, time: moment.slice(11, 19), zone });
}

/** What a report comes to: ok, failed, failed_receipt, repacked, or wrong_file. */
export function outcome(report) {
  if (report.ok) return "ok";
  if (report.repacked) return "repacked";
  if (WRONG_FILES.has(report.steps.at(-1).code)) return "wrong_file";
  return report.failed === "receipt" ? "failed_receipt" : "failed";
}

function factText(language, name, facts) {
  if (name === "source") return fill(WORDS[language][`source_${facts.source}`], facts);
  return name === "drawAt" ? momentText(language, facts.drawAt) : facts[name];
}

function element(tag, className, content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content !== undefined) made.textContent = content;
  return made;
}

function startPage() {
  const at = (id) => document.getElementById(id);
  const state = { language: location.hash === "#en" ? "en" : "ja", bundle: null, receiptGiven: false, report: null, error: null, working: false };
  const words = () => WORDS[state.language];

  function showWords() {
    document.documentElement.lang = state.language;
    document.title = (state.error ? words().error_prefix : "") + words().title;
    for (const part of document.querySelectorAll("[data-words]")) part.textContent = words()[part.dataset.words];
    at("language").textContent = words().other_language;
    at("language").lang = state.language === "ja" ? "en" : "ja";
    showBundle();
    showReport();
  }

  function showBundle() {
    at("bundle-error").hidden = state.error === null;
    at("bundle-error").textContent = state.error === null ? "" : words().error_prefix + words()[state.error];
    at("drop").classList.toggle("wrong", state.error !== null);
    at("bundle").setAttribute("aria-invalid", String(state.error !== null));
  }

  function showReport() {
    const { report } = state;
    at("result").hidden = report === null;
    if (report === null) return;
    at("banner").className = `banner ${report.ok ? "good" : "bad"}`;
    const step = report.ok ? "" : words()[`step_${report.failed}`];
    const kind = outcome(report);
    at("result-title").textContent = fill(words()[kind === "failed_receipt" ? "failed_title" : `${kind}_title`], { step });
    at("result-text").textContent = words()[`${kind}_text`];
    showApplicant(report.facts);
    showWarning(report.facts.source);
    const steps = STEPS.filter((name) => name !== "receipt" || state.receiptGiven);
    at("steps").replaceChildren(...steps.map((name) => stepItem(name, report)));
    at("compare").hidden = report.facts.charterHash === undefined;
    at("facts").replaceChildren(...FACTS.flatMap((name) => fact(name, report.facts)));
  }

  function showApplicant({ applicant, entries }) {
    at("applicant").hidden = applicant === undefined;
    if (applicant === undefined) return;
    const title = element("h2", "", `${words().applicant_title} ${applicant.receipt}`);
    const places = element("p", "", fill(words().line_text, { ...applicant, entries }));
    at("applicant").replaceChildren(title, places, element("p", "", standingText(state.language, applicant)));
  }

  function showWarning(source) {
    at("warning").hidden = source !== "other_chain" && source !== "balls";
    if (at("warning").hidden) return;
    const title = element("h2", "", words()[`${source}_title`]);
    at("warning").replaceChildren(title, element("p", "", words()[`${source}_text`]));
  }

  function stepItem(name, report) {
    const found = report.steps.find((step) => step.step === name);
    const verdict = !found ? "skipped" : found.ok ? "good" : "bad";
    const item = element("li", verdict);
    const sign = element("span", "sign", { good: "✓", bad: "✗", skipped: "–" }[verdict]);
    sign.setAttribute("aria-hidden", "true");
    const title = element("h3", "", words()[`step_${name}`]);
    title.append(element("span", "verdict", words()[verdict]));
    const explanation = {
      good: () => successText(state.language, name, report.facts),
      bad: () => failureText(state.language, found),
      skipped: () => words().skipped_text,
    }[verdict]();
    item.append(sign, title, element("p", "", explanation));
    return item;
  }

  function fact(name, facts) {
    if (facts[name] === undefined) return [];
    if (name === "logHead" && facts.logLines === 0) return [];
    const value = factText(state.language, name, facts);
    return [element("dt", "", words()[`fact_${name}`]), element("dd", HASHES.has(name) ? "code" : "", value)];
  }

  async function readReceipt() {
    const [file] = at("receipt").files;
    if (file) return receiptText(new Uint8Array(await file.arrayBuffer()));
    const pasted = at("pasted").value.trim();
    return pasted === "" ? null : pasted;
  }

  function stopWith(error) {
    state.error = error;
    state.report = null;
    showWords();
    at("status").textContent = "";
    at("bundle").focus();
  }

  async function run() {
    if (state.working) return;
    if (state.bundle === null || !globalThis.crypto?.subtle) {
      stopWith(state.bundle === null ? "no_bundle" : "no_crypto");
      return;
    }
    state.working = true;
    state.error = null;
    state.report = null;
    at("verify").setAttribute("aria-disabled", "true");
    showWords();
    at("status").textContent = words().working;
    try {
      const bytes = new Uint8Array(await state.bundle.arrayBuffer());
      const receipt = await readReceipt();
      state.receiptGiven = receipt !== null;
      state.report = await verify(bytes, receipt);
      showReport();
      at("status").textContent = "";
      at("result-title").focus();
    } catch {
      stopWith("unreadable");
    } finally {
      state.working = false;
      at("verify").removeAttribute("aria-disabled");
    }
  }

  function choose(file) {
    state.bundle = file ?? null;
    state.error = null;
    showWords();
  }

  at("language").addEventListener("click", () => {
    state.language = state.language === "ja" ? "en" : "ja";
    showWords();
  });
  at("bundle").addEventListener("change", () => choose(at("bundle").files[0]));
  at("verify").addEventListener("click", run);
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      at("drop").classList.add("over");
    });
  }
  document.addEventListener("dragleave", () => at("drop").classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    at("drop").classList.remove("over");
    if (event.dataTransfer.files.length === 0) return;
    at("bundle").files = event.dataTransfer.files;
    choose(event.dataTransfer.files[0]);
  });
  showWords();
}

// In the tests there is no document; they take the check from here.
globalThis.fairDraw = { verify };
if (typeof document !== "undefined") startPage();
