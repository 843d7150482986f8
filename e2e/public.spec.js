// What everybody can read without applying, in both languages.
import { moveClock } from "./support/clock.js";
import { checkPage, expect, test } from "./support/index.js";
import { words } from "./support/words.js";

test.use({ program: "mamori", place: "public" });

const PROGRAMMES = ["jissenryoku-2025", "kojo-2023", "followup-2024", "taisei-2024"];

for (const language of ["ja", "en"]) {
  const say = words(language);
  const at = (path) => `${language === "en" ? "/en" : ""}${path}`;

  test(`P2, C20: the list, the policies, signing in, in ${language}`, async ({ page, server }) => {
    await moveClock(server, "2025-06-10T10:00:00");
    const pages = { list: "/", privacy: "/privacy", accessibility: "/accessibility", site: "/site-policy", "sign-in": "/sign-in", return: "/return" };
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(at(path || "/"));
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await expect(page.locator("h1")).toHaveCount(1);
      await checkPage(page, `public-${name}-${language}`);
    }
  });

  for (const programme of PROGRAMMES) {
    test(`${programme} in ${language}: its page, the whole call, the draw`, async ({ page }) => {
      await page.goto(at(`/programmes/${programme}`));
      await checkPage(page, `public-${programme}-${language}`);
      await page.getByRole("link", { name: say("calls-html"), exact: true }).click();
      await expect(page.locator("h1")).toHaveCount(1);
      await checkPage(page, `public-${programme}-call-${language}`);
      const pdf = await page.request.get(await page.getByRole("link", { name: say("calls-pdf"), exact: true }).getAttribute("href"));
      expect(pdf.headers()["content-type"]).toBe("application/pdf");
    });
  }

  test(`the footer leads to pages that exist, in ${language}`, async ({ page }) => {
    await page.goto(at("/"));
    for (const href of await page.locator("footer a").evaluateAll((links) => links.map((link) => link.href))) {
      expect((await page.request.get(href)).status(), href).toBe(200);
    }
  });
}

test("a programme's page fits on paper", async ({ page }) => {
  await page.goto("/programmes/jissenryoku-2025");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("header.site")).toBeHidden();
  await expect(page.locator("footer.site")).toBeHidden();
  await expect(page.getByRole("link", { name: words("ja")("calls-start"), exact: true })).toBeHidden();
  await page.screenshot({ path: "screenshots/public-print.png", fullPage: true });
});
