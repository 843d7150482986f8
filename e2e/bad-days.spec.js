// What goes wrong on the way: each time a page in the reader's language says so, and nothing typed is lost.
import { applicant } from "./support/applicant.js";
import { moveClock } from "./support/clock.js";
import { company } from "./support/companies.js";
import { keyboard, pointer } from "./support/hands.js";
import { checkPage, expect, test } from "./support/index.js";
import { signIn } from "./support/staff.js";
import { words } from "./support/words.js";

test.use({ program: "mamori", place: "bad-days" });
test.describe.configure({ mode: "serial" });

const programme = "jissenryoku-2025";
const one = company(5, "株式会社 早瀬印刷", { industry: "E" });
const call = { spoken_with: "髙﨑", two_stars: "declared", rules_explained: "yes", rules_accepted: "yes" };
let number;

for (const language of ["ja", "en"]) {
  test(`C6: the window closes while somebody is typing, in ${language}`, async ({ page, server }) => {
    await moveClock(server, "2025-06-30T16:50:00");
    const me = applicant({ page, hands: pointer, language });
    await me.open(programme);
    await me.checkEligibility();
    await me.fillIn(one);
    await moveClock(server, "2025-06-30T17:00:00");
    await me.press(me.button("apply-send"));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(me.say("apply-closed-title"));
    await expect(page.locator("main")).toContainText(one.company_name);
    await expect(me.button("apply-send")).toHaveCount(0);
    await checkPage(page, `bad-closed-${language}`);
    await page.goto(me.at(`/programmes/${programme}/apply/check`));
    await expect(page.locator("main")).toContainText(one.company_name);
  });
}

test("C6: one second before the close an application is taken", async ({ page, server }) => {
  await moveClock(server, "2025-06-24T10:00:00");
  const me = applicant({ page, hands: pointer });
  await me.open(programme);
  await me.checkEligibility();
  await me.fillIn(one);
  const form = page.locator("main form[action$='/apply/send']");
  const replay = { action: await form.getAttribute("action"), csrf: await form.locator("[name=csrf]").inputValue() };
  await moveClock(server, "2025-06-30T16:59:59");
  number = await me.send();
  // The same form again, as from the history: still the one application.
  const again = await page.request.post(replay.action, { form: { csrf: replay.csrf }, headers: { origin: server.url } });
  expect(again.url()).toMatch(/\/receipt$/);
  expect(await again.text()).toContain(number);
});

for (const language of ["ja", "en"]) {
  const say = words(language);
  const at = (path) => `${language === "en" ? "/en" : ""}${path}`;

  test(`links and sessions that open nothing, in ${language}`, async ({ page, context, server }) => {
    const unknown = await page.goto(at("/link/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    expect(unknown.status()).toBe(410);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("link-unusable-title"));
    await checkPage(page, `bad-link-${language}`);
    await context.addCookies([{ name: "mamori_session", value: "tampered", url: server.url }]);
    await page.goto(at("/status"));
    await expect(page).toHaveURL(/\/return/);
    await page.goto(at("/desk"));
    await expect(page).toHaveURL(/\/sign-in/);
    const missing = await page.goto(at("/programmes/none"));
    expect(missing.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("error-not-found-title"));
    await checkPage(page, `bad-not-found-${language}`);
  });

  test(`a form without its token, in ${language}`, async ({ page, context }) => {
    await page.goto(at("/return"));
    await page.locator("#programme").selectOption(programme);
    await page.locator("#number").fill("R00001");
    await page.locator("#email").fill(one.email);
    await context.clearCookies();
    await page.getByRole("button", { name: say("return-send"), exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("error-form-expired-title"));
    await checkPage(page, `bad-token-${language}`);
  });
}

test("a link that came too late", async ({ page, server }) => {
  const me = applicant({ page, hands: keyboard });
  await page.goto("/return");
  await keyboard.choose(page, page.locator("#programme"), programme);
  await keyboard.type(page, page.locator("#number"), number);
  await keyboard.type(page, page.locator("#email"), one.email);
  await me.press(me.button("return-send"));
  await expect(page).toHaveURL(/\/return\/sent$/);
  await page.goto("/demo/mails");
  const href = await page.locator("a[href*='/link/']").first().getAttribute("href");
  await moveClock(server, "2025-06-30T19:00:00");
  await page.goto(href);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(me.say("link-unusable-title"));
});

test("scans of the wrong kind or size, and one with a path in its name", async ({ page, browser, server }) => {
  await moveClock(server, "2025-07-01T10:00:00");
  const clerk = await signIn(browser, server, "secretariat@example.jp");
  const approver = await signIn(browser, server, "approver@example.jp");
  await clerk.drawCharter(programme);
  await clerk.recordCall(programme, one.company_name, call);
  await moveClock(server, "2025-07-04T12:30:00");
  await clerk.drawFreeze(programme);
  await moveClock(server, "2025-07-08T10:05:00");
  await clerk.drawRun(programme);
  await clerk.prepareNotices(programme);
  await approver.releaseNotices(programme);
  const me = applicant({ page, hands: pointer });
  await me.comeBack(programme, number, one.email);
  await me.answerOffer();
  await page.locator("ul.tasks a[href*='/consents/']").first().click();
  const upload = async (name, mimeType, buffer) => {
    const fold = page.locator("details:not([open]) > summary", { hasText: me.say("consent-scan") });
    if (await fold.count()) await fold.click();
    await page.locator("#signer").fill("髙﨑 花子");
    await page.locator("#scan").setInputFiles({ name, mimeType, buffer });
    await page.getByRole("button", { name: me.say("consent-scan-send"), exact: true }).click();
  };
  await upload("同意書.pdf", "application/pdf", Buffer.from("<html>not a PDF</html>"));
  await expect(page.locator("#errors")).toContainText(me.say("upload-wrong-kind"));
  await expect(page.locator("#signer")).toHaveValue("髙﨑 花子");
  await checkPage(page, "bad-upload-kind-ja");
  await upload("同意書.pdf", "application/pdf", Buffer.alloc(10 * 1024 * 1024 + 1, "%PDF-1.7 "));
  await expect(page.locator("#errors")).toContainText(me.say("upload-too-large"));
  await upload("..\\..\\同意書.pdf", "application/pdf", Buffer.from("%PDF-1.7\n%%EOF\n"));
  await expect(page).toHaveURL(/\/status\/signed\//);
  const copy = await page.request.get(await page.getByRole("link", { name: me.say("status-download-signed") }).getAttribute("href"));
  expect(copy.headers()["content-type"]).toBe("application/pdf");
  expect((await copy.body()).subarray(0, 5).toString()).toBe("%PDF-");
  await expect(page.getByText("同意書.pdf")).toBeVisible();
  await checkPage(page, "scan-received-ja");
  // The clerk looks at it, asks for it again with a reason, and accepts the next one.
  const reviewed = async () => {
    await clerk.page.goto(`/desk/${programme}`);
    await clerk.page.locator("table a[href$='#scans']").first().click();
  };
  await clerk.page.goto(`/desk/${programme}`);
  await checkPage(clerk.page, "desk-inbox-scans-ja");
  await reviewed();
  await checkPage(clerk.page, "desk-scan-ja");
  await clerk.page.getByRole("button", { name: me.say("scans-return"), exact: true }).click();
  await expect(clerk.page.locator("#errors")).toContainText(me.say("decide-reason-missing"));
  await clerk.page.locator("#scan_reason").fill("社印が切れています。");
  await clerk.page.getByRole("button", { name: me.say("scans-return"), exact: true }).click();
  await expect(clerk.page.getByText("社印が切れています。").first()).toBeVisible();
  await page.goto("/status");
  await checkPage(page, "status-returned-ja");
  await page.locator("ul.tasks li", { hasText: me.say("status-document-returned") }).getByRole("link").click();
  await expect(page.locator("main")).toContainText("社印が切れています。");
  await checkPage(page, "consent-returned-ja");
  await upload("同意書2.pdf", "application/pdf", Buffer.from("%PDF-1.7\n2\n%%EOF\n"));
  await reviewed();
  await clerk.page.getByRole("button", { name: me.say("scans-accept"), exact: true }).click();
  await expect(clerk.page.getByRole("button", { name: me.say("scans-accept"), exact: true })).toHaveCount(0);
  await page.goto("/status");
  await expect(page.locator("ul.tasks li").first()).toContainText(me.say("status-document-done"));
  await page.goto(`/en/programmes/${programme}`);
  await checkPage(page, "programme-charter-en");
  await page.goto(`/programmes/${programme}`);
  await checkPage(page, "programme-charter-ja");
  await clerk.leave();
  await approver.leave();
});
