// What the secretariat does at the desk. The desk's looks may change: only words, roles and names of fields are relied on.
import { expect } from "@playwright/test";
import { fill } from "./form.js";
import { pointer } from "./hands.js";
import { checkPage } from "./index.js";
import { words } from "./words.js";

export const PASSWORD = "mamori-demo-2025";
const say = words("ja");

/** Signs in with one of the demo's accounts, in a browser of its own. */
export async function signIn(browser, server, email) {
  const context = await browser.newContext({ baseURL: server.url, locale: "ja-JP" });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.locator("#email").fill(email);
  await page.locator("#password").fill(PASSWORD);
  await page.getByRole("button", { name: say("sign-in-enter"), exact: true }).click();
  await expect(page).toHaveURL(/\/desk/);
  return staff(page, context);
}

function staff(page, context) {
  const send = (action) => page.locator(`form[action$='${action}'] button[type=submit]`).click();
  return { page, openApplication, recordCall, drawCharter, drawFreeze, drawRun, prepareNotices, releaseNotices, roster, leave: () => context.close() };

  async function openApplication(programme, name) {
    await page.goto(`/desk/${programme}/applications`);
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  }

  /** The call went well: everything checked, the rules explained. */
  async function recordCall(programme, name, answers = {}) {
    await openApplication(programme, name);
    const form = page.locator("form[action$='/contact']");
    await fill(page, form, pointer, { contact_channel: "telephone", contact_outcome: "complete", contact_note: "規定と遵守事項を説明した", ...answers });
    await form.locator("button[type=submit]").click();
    await expect(form.locator("[value=complete]")).toHaveCount(0);
    await expect(page.getByText("規定と遵守事項を説明した").first()).toBeVisible();
  }

  async function drawCharter(programme) {
    await page.goto(`/desk/${programme}/draw`);
    await send("/draw/charter");
    await expect(page.locator("main")).toContainText(say("desk-draw-charter-hash"));
  }

  async function drawFreeze(programme) {
    await page.goto(`/desk/${programme}/draw`);
    await page.locator("a.btn[href$='/draw/freeze']").click();
    await checkPage(page, "desk-freeze-ja");
    await send("/draw/freeze");
    await expect(page.locator("main")).toContainText(say("desk-draw-hash"));
  }

  /** Brings the round from the demo's beacon, as a clerk would from a public one. */
  async function drawRun(programme) {
    await page.goto(`/desk/${programme}/draw`);
    const answer = await page.request.get(await page.locator("#beacon-about a").getAttribute("href"));
    await page.locator("[name=beacon]").fill(await answer.text());
    await send("/draw/run");
    await expect(page.locator("main")).toContainText(say("desk-draw-randomness"));
  }

  async function prepareNotices(programme) {
    await page.goto(`/desk/${programme}/notices`);
    await page.getByRole("button", { name: say("notices-prepare"), exact: true }).click();
    await expect(page.locator("main")).toContainText(say("notices-state-prepared"));
  }

  async function releaseNotices(programme) {
    await page.goto(`/desk/${programme}/notices`);
    await page.locator("main a[href*='/notices/']").first().click();
    const release = page.getByRole("button", { name: say("notices-release"), exact: true });
    await release.click();
    // A second look: how many mails leave. Nothing has left yet.
    await expect(page.locator("h1")).toHaveText(say("release-confirm"));
    await checkPage(page, "desk-release-ja");
    await release.click();
    await expect(page.locator("main")).toContainText(say("notices-state-released"));
  }

  async function roster(programme) {
    await page.goto(`/desk/${programme}/roster`);
    return page.locator("main").innerText();
  }
}
