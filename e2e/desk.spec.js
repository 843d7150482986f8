// The desk of the demo, with its three hundred companies: every page, for each role, in both languages.
import { checkPage, expect, test } from "./support/index.js";
import { signIn } from "./support/staff.js";
import { words } from "./support/words.js";

test.use({ program: "demo" });
test.describe.configure({ mode: "serial" });

const PROGRAMMES = ["jissenryoku-2025", "kojo-2023", "followup-2024", "taisei-2024"];
const PAGES = ["", "/applications", "/notices", "/draw", "/consents", "/briefings", "/roster"];

for (const language of ["ja", "en"]) {
  const say = words(language);
  const at = (path) => `${language === "en" ? "/en" : ""}${path}`;

  test(`a clerk's pages in ${language}`, async ({ browser, server }) => {
    test.setTimeout(400_000);
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    const { page } = clerk;
    for (const programme of PROGRAMMES) {
      for (const path of [...PAGES, "/import"]) {
        const answer = await page.goto(at(`/desk/${programme}${path}`));
        expect(answer.status(), path).toBe(200);
        await expect(page.locator("h1")).toHaveCount(1);
        await checkPage(page, `desk-${programme}${path.replace("/", "-")}-${language}`);
      }
    }
    await page.goto(at("/desk/mails"));
    await checkPage(page, `desk-mails-${language}`);
    await clerk.leave();
  });

  test(`one application, a notice, a move, in ${language}`, async ({ browser, server }) => {
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    const { page } = clerk;
    for (const programme of PROGRAMMES) {
      await page.goto(at(`/desk/${programme}/applications`));
      await page.locator("main tbody a[href*='/applications/']").first().click();
      await expect(page.locator("h1")).toHaveCount(1);
      await checkPage(page, `desk-application-${programme}-${language}`);
    }
    await page.goto(at("/desk/followup-2024/notices"));
    await page.locator("main a[href*='/notices/']").first().click();
    await expect(page.locator("h1")).toHaveCount(1);
    await checkPage(page, `desk-notice-${language}`);
    await page.goto(at("/desk/followup-2024/applications"));
    await page.locator("main tbody a[href*='/applications/']").first().click();
    await page.goto(`${page.url()}/move`);
    await checkPage(page, `desk-move-${language}`);
    await clerk.leave();
  });

  test(`the log and its check, in ${language}`, async ({ browser, server }) => {
    const organiser = await signIn(browser, server, "organiser@example.jp");
    const { page } = organiser;
    await page.goto(at("/desk/audit"));
    await checkPage(page, `desk-audit-${language}`);
    await page.getByRole("button", { name: say("audit-verify"), exact: true }).click();
    await checkPage(page, `desk-audit-verified-${language}`);
    await organiser.leave();
  });

  test(`the public draw of the demo, in ${language}`, async ({ page }) => {
    await page.goto(at("/programmes/jissenryoku-2025/draw"));
    await checkPage(page, `demo-draw-${language}`);
    await page.goto(at("/demo/mails"));
    await checkPage(page, `demo-mails-${language}`);
  });
}
