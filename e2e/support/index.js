// What every browser test stands on: the server, the page with its console watched, and `checkPage`.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";
import { startServer } from "./server.js";

export { expect };

const PICTURES = join(import.meta.dirname, "..", "screenshots");
/** A telephone and a desk; the narrowest one is a wide screen at 400 % (WCAG 1.4.10). */
const WIDTHS = [375, 1280];
const NARROWEST = 320;
/** Letters twice as large (WCAG 1.4.4), on a telephone. */
const LARGE = "200%";
/** Every rule of WCAG 2.2 A and AA, and of good practice; none is left out. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const test = base.extend({
  /** Which program a file tests: `test.use({ program: "mamori" })`. */
  program: ["gallery", { option: true, scope: "worker" }],
  /** Files that change a call each have a server of their own: `test.use({ program: "mamori", place: "journey" })`. */
  place: ["", { option: true, scope: "worker" }],
  server: [
    async ({ program, place: _ }, use) => {
      const server = await startServer(program);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  page: async ({ page }, use) => {
    page.problems = watch(page);
    await use(page);
    expect(page.problems, "console errors and failed requests").toEqual([]);
  },
});

/** Collects console errors, exceptions and failed requests. A page that is an error by design is no finding. */
export function watch(page) {
  const problems = [];
  page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    const refusal = /status of [45]\d\d/.test(message.text()) && message.location().url.split("#")[0] === page.url().split("#")[0];
    if (["error", "warning"].includes(message.type()) && !refusal) problems.push(`console: ${message.text()}`);
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    if (!reason.includes("ERR_ABORTED")) problems.push(`request: ${request.url()} ${reason}`);
  });
  return problems;
}

/** Axe finds nothing, nothing is wider than the screen, and a picture is taken, on a telephone and at a desk. */
export async function checkPage(page, name) {
  mkdirSync(PICTURES, { recursive: true });
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(() => document.fonts.ready);
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const found = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => `${node.target} ${node.failureSummary}`) }));
    expect(found, `axe on ${name} at ${width} px`).toEqual([]);
    await page.screenshot({ path: join(PICTURES, `${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: NARROWEST, height: 900 });
  expect(await overflow(page), `${name} at ${NARROWEST} px scrolls sideways because of`).toEqual([]);
  await checkLargeLetters(page, name);
  await page.setViewportSize(before);
  expect(page.problems ?? [], `console of ${name}`).toEqual([]);
}

/** With letters twice as large nothing on a public page is wider than a telephone, and the name of the site stays whole. */
async function checkLargeLetters(page, name) {
  if (!(await page.locator("body.public").count())) return;
  const size = (value) => page.evaluate((size) => { document.documentElement.style.fontSize = size; }, value);
  await size(LARGE);
  for (const width of [WIDTHS[0], NARROWEST]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await overflow(page), `${name} at ${width} px in large letters scrolls sideways because of`).toEqual([]);
    expect(await linesOfName(page), `lines of the site's name on ${name} at ${width} px in large letters`).toBe(1);
    if (width === WIDTHS[0]) await page.screenshot({ path: join(PICTURES, `${name}-large.png`), fullPage: true });
  }
  await size("");
}

const linesOfName = (page) =>
  page.evaluate(() => {
    const range = document.createRange();
    range.selectNode(document.querySelector("header .brand > span").firstChild);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  });

/** What makes the page wider than the screen; regions that scroll by themselves may hold wider things. */
const overflow = (page) =>
  page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((element) => {
      const { right } = element.getBoundingClientRect();
      return right > innerWidth + 1 && !element.closest(".scroll, .table, .sr");
    });
    const names = wide.map((element) => `${element.tagName}.${element.className}`).slice(0, 5);
    return names.length ? names : [`something of ${document.documentElement.scrollWidth} px`];
  });

/** Runs `steps` in a browser without JavaScript, on the same server. */
export async function withoutJavaScript(browser, server, steps) {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url, locale: "ja-JP" });
  try {
    await steps(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Presses Tab until the element named by `locator` has the focus; fails when it cannot be reached. */
export async function tabTo(page, locator, limit = 150) {
  for (let presses = 0; presses < limit; presses += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`cannot be reached by keyboard within ${limit} steps: ${locator}`);
}

/** Whether what has the focus shows it. */
export const showsFocus = (page) =>
  page.evaluate(() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
  });
