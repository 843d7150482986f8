// While the form is filled in: answers that rule a company out, the other language in the middle, the window that closes.
import { applicant } from "./support/applicant.js";
import { moveClock } from "./support/clock.js";
import { company } from "./support/companies.js";
import { fill } from "./support/form.js";
import { pointer } from "./support/hands.js";
import { checkPage, expect, test, withoutJavaScript } from "./support/index.js";

test.use({ program: "mamori", place: "apply" });
test.describe.configure({ mode: "serial", timeout: 300_000 });

const programme = "jissenryoku-2025";
const base = `/programmes/${programme}`;
const names = { ja: [31, "株式会社 みさき堂"], en: [32, "合同会社 いそべ工務店"] };

for (const [language, [number, name]] of Object.entries(names)) {
  const other = { ja: "en", en: "ja" }[language];

  test(`a company that the rules speak against is told before it sends, and a draft is read after the close, in ${language}`, async ({ page, server }) => {
    await moveClock(server, "2025-06-10T10:00:00");
    const me = applicant({ page, hands: pointer, language });
    const look = (what) => checkPage(page, `apply-${what}-${language}`);
    await me.open(programme);
    await me.checkEligibility();
    await me.fillIn(company(number, name, { prefecture: "大阪府", security_policy: "no" }));
    const notice = page.locator("main section.note");
    await expect(notice).toContainText(me.say("unmet-lead"));
    await expect(notice.locator("a[href^='https://']").first()).toBeVisible();
    await look("unmet");
    await me.press(notice.getByRole("link", { name: me.say("unmet-change") }).first());
    await expect(page.locator("main section.note")).toContainText(me.say("unmet-may-send"));
    await look("unmet-section");
    await page.locator("[name=prefecture]").selectOption("東京都");
    await me.press(me.button("apply-save"));
    await expect(notice.locator("> ul > li")).toHaveCount(1);
    await expect(me.button("apply-send")).toBeVisible();

    await moveClock(server, "2025-06-30T17:00:00");
    await page.goto(me.at(`${base}/apply`));
    await expect(me.link("apply-start-over")).toHaveCount(0);
    await look("closed-tasks");
    await page.goto(me.at(`${base}/apply/company`));
    await expect(page.locator("main")).toContainText(name);
    await expect(page.locator("main form")).toHaveCount(0);
    await look("closed-section");
    await me.press(page.getByRole("banner").getByRole("link", { name: me.say("other-language"), exact: true }));
    await expect(page.locator("main")).toContainText(name);
  });

  test(`changing the language in the middle loses nothing, and the Enter key does not change it, without a script, in ${language}`, async ({ browser, server }) => {
    await moveClock(server, "2025-06-10T10:00:00");
    await withoutJavaScript(browser, server, async (page) => {
      const me = applicant({ page, hands: pointer, language });
      const they = applicant({ page, hands: pointer, language: other });
      await me.open(programme);
      await me.checkEligibility();
      await page.goto(me.at(`${base}/apply/company`));
      await expect(page.locator("#corporate_number-when")).toBeVisible();
      await page.locator("#company_name").fill(name);
      await page.locator("#employees").fill("二十とすこし");
      await page.locator("#corporate_number").fill("12");
      await page.getByRole("banner").getByRole("button", { name: me.say("other-language"), exact: true }).click();
      await page.waitForURL((url) => url.pathname === they.at(`${base}/apply/company`));
      await expect(page.locator("html")).toHaveAttribute("lang", other);
      await expect(page.locator("#errors")).toHaveCount(0);
      for (const [id, value] of [["company_name", name], ["employees", "二十とすこし"], ["corporate_number", "12"]]) {
        await expect(page.locator(`#${id}`)).toHaveValue(value);
      }
      await page.locator("#company_name").press("Enter");
      await expect(page.locator("#errors")).toContainText(they.say("field-error-integer"));
      await expect(page.locator("html")).toHaveAttribute("lang", other);
      await fill(page, page.locator("main form").first(), pointer, company(number, name));
      await they.press(they.button("apply-save"));
      await page.waitForURL((url) => url.pathname !== they.at(`${base}/apply/company`));

      // The same where a link is asked for.
      await page.goto(me.at("/return"));
      await page.locator("#number").fill("R00042");
      await page.getByRole("banner").getByRole("button", { name: me.say("other-language"), exact: true }).click();
      await expect(page.locator("html")).toHaveAttribute("lang", other);
      await expect(page.locator("#number")).toHaveValue("R00042");
    });
  });
}
