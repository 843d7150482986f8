// The desk of the demo, with its three hundred companies: every page, for each role, in both languages, on a telephone and
// at a desk.
import { checkPage, expect, showsFocus, tabTo, test } from "./support/index.js";
import { PASSWORD, signIn } from "./support/staff.js";
import { words } from "./support/words.js";

test.use({ program: "demo" });
test.describe.configure({ mode: "serial" });

const PROGRAMMES = ["jissenryoku-2025", "kojo-2023", "followup-2024", "taisei-2024"];
const PAGES = ["", "/applications", "/notices", "/draw", "/consents", "/briefings", "/roster"];

/** How many rows, headings and cells the browser tells a screen reader of. */
async function tableInTree(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const count = (role) => nodes.filter((node) => !node.ignored && node.role?.value === role).length;
  return { table: count("table"), row: count("row"), columnheader: count("columnheader"), cell: count("cell") };
}

for (const language of ["ja", "en"]) {
  const say = words(language);
  const at = (path) => `${language === "en" ? "/en" : ""}${path}`;

  test(`a clerk's pages in ${language}`, async ({ browser, server }) => {
    test.setTimeout(400_000);
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    const { page } = clerk;
    for (const programme of PROGRAMMES) {
      // Where nobody is called, there is no log of calls to take in.
      const imports = programme === "followup-2024" ? [] : ["/import"];
      for (const path of [...PAGES, ...imports]) {
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

  test(`the way around is at hand on every screen, in ${language}`, async ({ browser, server }) => {
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    const { page } = clerk;
    const other = page.getByRole("banner").getByRole("link", { name: say("other-language"), exact: true });
    const leave = page.getByRole("banner").getByRole("button", { name: say("sign-out"), exact: true });
    const ways = page.getByRole("navigation", { name: say("nav-desk"), exact: true }).getByRole("link");
    for (const width of [320, 375, 1280]) {
      await page.setViewportSize({ width, height: 640 });
      await page.goto(at("/desk/jissenryoku-2025/applications"));
      for (const one of [other, leave, ...(await ways.all())]) {
        const { x, y, width: wide, height } = await one.boundingBox();
        expect(Math.min(wide, height), `${one} at ${width} px is large enough`).toBeGreaterThanOrEqual(24);
        expect(x >= 0 && x + wide <= width, `${one} at ${width} px is not cut`).toBe(true);
        expect(y + height, `${one} at ${width} px is on the first screen`).toBeLessThanOrEqual(640);
      }
      expect((await leave.boundingBox()).y, `at ${width} px`).toBeLessThan(200);
      // The keyboard goes the way of the eye: mark, language, signing out, then the pages.
      await tabTo(page, page.locator("header a.brand"));
      for (const next of [other, leave, ways.first()]) {
        await page.keyboard.press("Tab");
        await expect(next).toBeFocused();
        expect(await showsFocus(page), `focus is seen on ${next}`).toBe(true);
      }
    }
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expect(leave, "still in sight at the end of a long page").toBeInViewport({ ratio: 1 });
    await leave.click();
    await page.goto(at("/desk"));
    await expect(page).toHaveURL(/\/sign-in$/);
    // A link in a mail leads through signing in to what it names, a wrong password between or not.
    await page.goto(at("/desk/jissenryoku-2025/applications"));
    await expect(page).toHaveURL(/\/sign-in\?to=/);
    for (const password of ["wrong", PASSWORD]) {
      await page.locator("#email").fill("secretariat@example.jp");
      await page.locator("#password").fill(password);
      await page.getByRole("button", { name: say("sign-in-enter"), exact: true }).click();
      if (password !== PASSWORD) await expect(page.locator("#email")).toHaveValue("secretariat@example.jp");
    }
    await expect(page).toHaveURL(new RegExp(`${at("/desk/jissenryoku-2025/applications")}$`));
    await clerk.leave();
  });

  test(`rows are cards on a telephone and still a table to a screen reader, in ${language}`, async ({ browser, server }) => {
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    const { page } = clerk;
    for (const [path, hidden] of [["", true], ["/applications", false]]) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(at(`/desk/jissenryoku-2025${path}`));
      const wide = await tableInTree(page);
      expect(wide.columnheader, path).toBeGreaterThan(4);
      expect(wide.cell).toBe((wide.row - 1) * wide.columnheader);
      for (const width of [375, 320]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await tableInTree(page), `${path} at ${width} px`).toEqual(wide);
        const cells = await page.locator("main tbody td").evaluateAll((all) => all.filter((one) => one.innerText).map((one) => {
          const { left, right } = one.getBoundingClientRect();
          const named = getComputedStyle(one, "::before").content.includes(one.dataset.label) || one.matches(".company, .id");
          return left >= 0 && right <= innerWidth && one.scrollWidth <= one.clientWidth && named;
        }));
        expect(cells.every(Boolean), `${path} at ${width} px: every cell is whole and says what it is`).toBe(true);
        // Headings that sort stay in sight, because they can have the focus; others are only told.
        const heading = await page.locator("main thead").boundingBox();
        expect(heading.width < 2, `${path} at ${width} px`).toBe(hidden);
      }
    }
    await clerk.leave();
  });

  test(`one application, a notice, a move, in ${language}`, async ({ browser, server }) => {
    test.setTimeout(240_000);
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
    const drawn = page.url();
    await page.goto(at("/desk/jissenryoku-2025"));
    await page.locator("main tbody a[href*='/applications/']").first().click();
    await page.getByRole("link", { name: say("correct-title"), exact: true }).click();
    await checkPage(page, `desk-correct-${language}`);
    await page.locator("#correct_reason").fill("");
    await page.getByRole("button", { name: say("correct-save"), exact: true }).click();
    await expect(page.locator("#errors")).toContainText(say("decide-reason-missing"));
    await checkPage(page, `desk-correct-mistakes-${language}`);
    await page.goto(at("/desk/jissenryoku-2025"));
    await page.locator("main tbody a[href*='/applications/']").first().click();
    await page.getByText(say("decide-title"), { exact: true }).first().click();
    await page.getByLabel(say("decide-exclude"), { exact: true }).check();
    await page.locator("#decide_reason").fill("虚偽の申告");
    await page.getByRole("button", { name: say("decide-save"), exact: true }).click();
    await expect(page.locator("h1")).toHaveText(say("decide-confirm-exclude"));
    await checkPage(page, `desk-confirm-${language}`);
    await page.getByRole("button", { name: say("move-edit"), exact: true }).click();
    await expect(page.locator("#decide_reason"), "what was typed is still there").toHaveValue("虚偽の申告");
    await clerk.leave();
    const approver = await signIn(browser, server, "approver@example.jp");
    await approver.page.goto(`${drawn}/move`);
    await checkPage(approver.page, `desk-move-${language}`);
    await approver.leave();
  });

  test(`scans that wait, in ${language}`, async ({ browser, server }) => {
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    const { page } = clerk;
    await page.goto(at("/desk/taisei-2024"));
    await page.locator("main a[href$='#scans']").first().click();
    await expect(page.getByRole("heading", { name: say("scans-title"), exact: true })).toBeVisible();
    const [form] = await Promise.all([page.waitForEvent("download"), page.locator("main a[href*='/files/']").first().click()]);
    expect(form.suggestedFilename()).toMatch(/\.pdf$/);
    await checkPage(page, `desk-scan-${language}`);
    // Nothing stands on anything else: what was signed, then the button.
    const facts = await page.locator("#scans ~ form dl.facts").first().boundingBox();
    const accept = await page.getByRole("button", { name: say("scans-accept"), exact: true }).first().boundingBox();
    expect(accept.y - (facts.y + facts.height)).toBeGreaterThanOrEqual(16);
    await page.goto(at("/desk/taisei-2024"));
    await page.locator("main a[href$='#scans']").last().click();
    await expect(page.locator("main")).toContainText(say("scans-differs"));
    await clerk.leave();
  });

  test(`a log of calls is shown before it is taken, in ${language}`, async ({ browser, server }) => {
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    const { page } = clerk;
    const send = async (text) => {
      await page.goto(at("/desk/jissenryoku-2025/import"));
      await page.locator("#file").setInputFiles({ name: "log.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
      await page.getByRole("button", { name: say("import-send"), exact: true }).click();
    };
    const long = "担当の方は会議中。UTMの型番を確かめて折り返しのお電話をいただくことになった".repeat(3);
    await send(`受付番号,日時,方法,結果,メモ\nR00064,2025-06-23 14:30,電話,不在,呼出音のみ\nR99999,きのう,手紙,連絡できた,${long}\n`);
    await expect(page.locator("main tbody tr")).toHaveCount(2);
    await checkPage(page, `desk-import-preview-${language}`);
    await page.setViewportSize({ width: 1280, height: 900 });
    const table = page.locator("main .scroll");
    expect(await table.evaluate((one) => one.scrollWidth <= one.clientWidth), "the whole row is in sight at a desk").toBe(true);
    await send("受付番号\nR00064\n");
    await expect(page.locator("#errors")).toContainText(say("import-file-one-column"));
    await checkPage(page, `desk-import-one-column-${language}`);
    await clerk.leave();
  });

  test(`the way back leads to the list as it was, in ${language}`, async ({ browser, server }) => {
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    const { page } = clerk;
    await page.goto(at("/desk/taisei-2024/applications?state=confirmed&sort=company"));
    const left = page.url();
    await page.locator("main tbody a[href*='/applications/']").first().click();
    await page.getByLabel(say("contact-absent"), { exact: true }).check();
    await page.getByRole("button", { name: say("contact-save"), exact: true }).first().click();
    await expect(page.locator("main")).toContainText(say("flash-saved"));
    await page.locator("main p.back a").click();
    expect(page.url()).toBe(left);
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
