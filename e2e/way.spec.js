// After sending: what was sent, the receipt as a file, the next company from the same browser, the way out. And choices
// that exclude each other, said in both languages, without a script.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { applicant } from "./support/applicant.js";
import { moveClock } from "./support/clock.js";
import { company } from "./support/companies.js";
import { fill } from "./support/form.js";
import { pointer } from "./support/hands.js";
import { checkPage, expect, test, withoutJavaScript } from "./support/index.js";
import { words } from "./support/words.js";

test.use({ program: "mamori", place: "way" });
test.describe.configure({ mode: "serial", timeout: 300_000 });

const programme = "jissenryoku-2025";
const tests = { ja: [11, "株式会社 なぎさ工房", 12, "なぎさ会計事務所"], en: [13, "株式会社 しおさい堂", 14, "合同会社 しおさい書房"] };

for (const [language, [first, name, second, other]] of Object.entries(tests)) {
  test(`an accountant applies for two companies, reads what was sent and withdraws one, in ${language}`, async ({ page, server }) => {
    await moveClock(server, "2025-06-10T10:00:00");
    const one = company(first, name);
    const look = (what) => checkPage(page, `way-${what}-${language}`);
    const me = applicant({ page, hands: pointer, language });
    await me.open(programme);
    await me.checkEligibility();
    await me.fillIn(one);

    // Starting over asks first and names what would be lost.
    await page.goto(me.at(`/programmes/${programme}/apply`));
    await me.press(me.link("apply-start-over"));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(me.say("restart-title"));
    await expect(page.locator("main")).toContainText(name);
    await look("restart");
    await me.press(me.link("restart-keep"));
    await me.press(me.link("apply-check"));
    const number = await me.send();
    await look("receipt");
    const pdf = await page.request.get(await me.link("receipt-pdf").getAttribute("href"));
    expect(pdf.headers()["content-type"]).toBe("application/pdf");
    const file = await pdf.body();
    const read = (tool, ...args) => execFileSync(tool, args, { input: file, encoding: "utf8" }).replace(/\s+/g, "");
    expect(read("pdfinfo", "-")).toContain("Tagged:yes");
    const said = read("pdftotext", "-layout", "-", "-");
    const due = language === "ja" ? "令和7年6月13日（金）" : "Friday13June2025";
    for (const fact of [number, name, due, me.say("receipt-document-title"), me.say("receipt-next")]) expect(said).toContain(fact.replace(/\s+/g, ""));
    writeFileSync(`screenshots/way-receipt-${language}.pdf`, file);

    // The next company; the first one's receipt stays.
    await me.press(me.button("apply-another"));
    await me.checkEligibility();
    await me.fillIn(company(second, other));
    expect(await me.send()).not.toBe(number);
    await page.goto(me.at(`/programmes/${programme}/receipt?number=${number}`));
    await expect(page.locator(".number")).toHaveText(number);

    await me.comeBack(programme, number, one.email);
    await look("status");
    await expect(me.button("apply-another")).toBeVisible();
    await me.press(me.link("sent-title"));
    await expect(page.locator("main")).toContainText(one.representative);
    await expect(page.locator("main")).toContainText(name);
    await look("sent");
    await page.emulateMedia({ media: "print" });
    await page.screenshot({ path: `screenshots/way-sent-print-${language}.png`, fullPage: true });
    await page.emulateMedia({ media: "screen" });

    await me.press(page.locator(".back a"));
    await me.press(me.link("status-withdraw"));
    await look("withdraw");
    await page.locator("#reason").fill("人手が足りません");
    await me.press(me.button("status-withdraw-confirm"));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(me.say("status-title-withdrawn"));
    await expect(page.locator("main")).toContainText("人手が足りません");
    await expect(me.link("status-withdraw")).toHaveCount(0);
    await look("withdrawn");
  });

  test(`answers that exclude each other are a mistake without a script, in ${language}`, async ({ browser, server }) => {
    const say = words(language);
    await withoutJavaScript(browser, server, async (page) => {
      const me = applicant({ page, hands: pointer, language });
      await me.open(programme);
      await me.checkEligibility();
      await page.waitForURL(/\/apply$/);
      for (const link of await page.locator("ul.tasks a").evaluateAll((links) => links.map(({ href }) => href))) {
        await page.goto(link);
        if (await page.locator("[name=past_programmes]").count()) break;
      }
      await fill(page, page.locator("main form").first(), pointer, {});
      const none = page.locator("[name=past_programmes][value=none]");
      await none.check();
      await me.press(me.button("apply-save"));
      const label = await none.locator("xpath=following-sibling::span").innerText();
      await expect(page.locator("#errors")).toContainText(say("field-error-exclusive-of", { option: label }));
      await expect(page.locator("#past_programmes-error")).toContainText(label);
      await expect(none).toBeChecked();
    });
  });
}
