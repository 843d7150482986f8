// The workbench: W1–W6 and W9, from the first of 25 questions to approved documents, in both languages and without
// JavaScript, on the demo with its companies. Clicks and typed characters are counted: a firm of ten has to get through.
import { applicant } from "./support/applicant.js";
import { pointer } from "./support/hands.js";
import { checkPage, expect, test, watch } from "./support/index.js";
import { signIn } from "./support/staff.js";
import { words } from "./support/words.js";

test.use({ program: "demo", place: "workbench" });
test.describe.configure({ mode: "serial" });

const CALL = "kojo-2023";
const ja = words("ja");
const main = (page) => page.locator("main");
const heading = (page) => page.getByRole("heading", { level: 1 });

/** A company whose participation is fixed: number of its receipt and address of its mails. */
async function participant(browser, server, place) {
  const clerk = await signIn(browser, server, "secretariat@example.jp");
  await clerk.page.goto(`/desk/${CALL}/applications?state=participating&course=utm`);
  await clerk.page.locator("main td.company a").nth(place).click();
  await expect(heading(clerk.page)).toBeVisible();
  const text = await main(clerk.page).innerText();
  await clerk.leave();
  return { number: text.match(/R-?\d{5}/)[0], email: text.match(/[\w.+-]+@[\w.-]+/)[0] };
}

/** A browser in which the company is signed in; without JavaScript if asked. */
async function open(browser, server, place, options = {}) {
  const { number, email } = await participant(browser, server, place);
  const context = await browser.newContext({ baseURL: server.url, locale: "ja-JP", ...options });
  const page = await context.newPage();
  page.problems = watch(page);
  await applicant({ page, hands: pointer }).comeBack(CALL, number, email);
  return { page, leave: () => context.close() };
}

test.describe("from 25 questions to approved documents", () => {
  let own;
  let page;
  let clicks = 0;
  const press = async (locator) => {
    clicks += 1;
    await locator.click();
  };

  test.beforeAll(async ({ browser, server }) => {
    own = await open(browser, server, 3, { javaScriptEnabled: false });
    page = own.page;
  });
  test.afterAll(async () => own?.leave());

  test("W1: the self-diagnosis, one question at a time, back and resumed", async () => {
    await page.goto("/status");
    await press(page.getByRole("link", { name: ja("status-workbench") }));
    await expect(heading(page)).toHaveText(ja("workbench-title"));
    await press(main(page).locator("p.acts a.btn"));
    for (let number = 1; number <= 25; number += 1) {
      await expect(page).toHaveURL(new RegExp(`/workbench/diagnosis/${number}$`));
      const answer = number % 5 === 0 ? "unknown" : number % 3 === 0 ? "partly" : number % 7 === 0 ? "no" : "yes";
      await press(page.locator(`button[name=answer][value=${answer}]`));
      if (number === 4) {
        // Left and come back: on with the first question that has no answer.
        await page.goto("/workbench/diagnosis");
        await expect(page).toHaveURL(/\/workbench\/diagnosis\/5$/);
      }
    }
    await expect(page).toHaveURL(/\/workbench\/diagnosis\/result$/);
    // 11 × 4 for yes, 7 × 2 for partly, 2 × 0 for no, 5 × −1 for what nobody knows.
    await expect(page.locator(".panel .number")).toContainText("53");
    await page.goto("/workbench/diagnosis/7");
    await expect(page.locator("button.chosen")).toHaveAttribute("value", "no");
    await page.goto("/workbench/diagnosis/result");
  });

  test("W2: the environment questionnaire", async () => {
    await press(main(page).locator("p.acts a.btn").last());
    for (let number = 0; number < 40; number += 1) {
      if (page.url().endsWith("/overview")) break;
      const id = page.url().split("/").pop();
      const buttons = page.locator("button.answer");
      if (await buttons.count()) {
        const yes = page.locator("button.answer[value=installed], button.answer[value=automatic], button.answer[value=one], button.answer[value=staff]");
        await press((await yes.count()) ? yes.first() : buttons.nth(1));
      } else if (await page.locator("input[type=checkbox]").count()) {
        await press(page.locator("input[type=checkbox]").first());
        await press(main(page).locator("form button.btn"));
      } else {
        await page.locator(`#${id}`).fill("3");
        await press(main(page).locator("form button.btn"));
      }
    }
    await expect(page).toHaveURL(/\/workbench\/environment\/overview$/);
    await expect(main(page).locator("dl.answers .muted")).toHaveCount(0);
  });

  test("W3: the ledger by ticking, threats confirmed, risks reckoned", async () => {
    await press(main(page).locator("p.acts a.btn"));
    await expect(main(page)).toContainText(ja("workbench-ledger-empty"));
    await press(main(page).locator("p.acts a.btn").first());
    const ticked = await page.locator("input[name=row]:checked").count();
    expect(ticked).toBeGreaterThan(10);
    await press(main(page).locator("form[method=post] button.btn"));
    await expect(main(page)).toContainText(ja("workbench-rows-taken", { value: ticked }));
    await press(page.getByRole("button", { name: ja("workbench-ledger-done") }));
    await press(page.getByRole("button", { name: ja("workbench-threats-confirm") }));
    await expect(heading(page)).toHaveText(ja("workbench-risks"));
    await expect(page.locator("table.heat tbody tr")).toHaveCount(3);
    await press(page.getByRole("button", { name: ja("workbench-risks-done") }));
  });

  test("W6: the treatment plan lowers what is left", async () => {
    await expect(heading(page)).toHaveText(ja("workbench-plan"));
    await press(page.getByRole("button", { name: ja("workbench-take-tasks") }));
    await expect(page.locator("fieldset.task")).toHaveCount(8);
    await expect(page.locator("fieldset.task input[type=date]").first()).not.toHaveValue("");
    await page.locator("fieldset.task input[name$='.cost']").first().fill("すこし");
    await press(page.getByRole("button", { name: ja("workbench-plan-keep") }));
    await expect(page.locator("#errors")).toContainText("すこし");
    await page.locator("fieldset.task input[name$='.cost']").first().fill("１００，０００");
    await press(page.getByRole("button", { name: ja("workbench-plan-keep") }));
    await expect(main(page)).toContainText(ja("workbench-kept"));
    await expect(page.locator("fieldset.task input[value='100000']")).toHaveCount(1);
  });

  test("W4: 93 rows of the statement of applicability, an exception with its reason", async () => {
    await press(page.getByRole("link", { name: ja("workbench-to-soa") }));
    await expect(page.locator("tbody tr")).toHaveCount(93);
    await page.goto("/workbench/soa/8.4");
    await page.locator("[name=applies][value=yes]").check();
    await page.getByRole("button", { name: ja("workbench-keep") }).click();
    await expect(page.locator("#errors")).toContainText(ja("workbench-reason-missing"));
    await page.locator("[name=applies][value=yes]").check();
    await page.locator("#reason").fill("表計算のマクロを自社で作っているため。");
    await page.getByRole("button", { name: ja("workbench-keep") }).click();
    await expect(main(page)).toContainText("表計算のマクロを自社で作っているため。");
  });

  test("W5, W7, W8, W9: documents with names, a paragraph in one's own words, approval", async () => {
    await page.goto("/workbench/profile");
    await page.locator("#lead").fill("総務 佐倉 みどり");
    await page.locator("#contact").fill("内線11");
    await press(page.getByRole("button", { name: ja("workbench-keep") }));
    await expect(page.locator("ul.papers li")).toHaveCount(11);
    await page.goto("/workbench/documents/basic-policy/edit");
    await page.locator("main li a").first().click();
    await page.locator("#text").fill("当社はSECURITY ACTION二つ星の認定を取得しました。");
    await page.getByRole("button", { name: ja("workbench-keep") }).click();
    await expect(page.locator("#errors")).toContainText("自己宣言");
    await page.locator("#text").fill("私たちは、お預かりした情報を大切にします。");
    await page.getByRole("button", { name: ja("workbench-keep") }).click();
    await page.goto("/workbench/documents/basic-policy");
    await expect(main(page)).toContainText("私たちは、お預かりした情報を大切にします。");
    await page.goto("/workbench/documents");
    await press(page.getByRole("button", { name: ja("workbench-approve") }));
    await expect(main(page)).toContainText(ja("workbench-approved-count", { value: 11 }));
    await expect(page.locator("ul.papers .chip.ok")).toHaveCount(11);
    const pdf = await page.request.get("/workbench/documents/executive-summary/pdf");
    expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
    console.log(`clicks: ${clicks}`);
    expect(clicks).toBeLessThanOrEqual(150);
  });

  test("a change after the approval is marked", async () => {
    await page.goto("/workbench/profile");
    await page.locator("#lead").fill("総務 佐倉 緑");
    await page.getByRole("button", { name: ja("workbench-keep") }).click();
    await expect(main(page)).toContainText(ja("workbench-document-changed"));
  });
});

test("two people at once: nobody's row is lost", async ({ browser, server }) => {
  const one = await open(browser, server, 4);
  await one.page.goto("/workbench/ledger/new");
  await one.page.locator("#title").fill("見積書の控え");
  for (const [name, value] of [["medium", "paper"], ["confidentiality", "2"], ["integrity", "2"], ["availability", "1"]]) {
    await one.page.locator(`[name=${name}][value="${value}"]`).check();
  }
  await one.page.getByRole("button", { name: ja("workbench-keep") }).click();
  await one.page.getByRole("link", { name: "見積書の控え" }).click();
  const address = one.page.url();
  const two = await one.page.context().newPage();
  await two.goto(address);
  await two.locator("#title").fill("見積書と請求書の控え");
  await two.getByRole("button", { name: ja("workbench-keep") }).click();
  await one.page.locator("#department").fill("営業");
  await one.page.getByRole("button", { name: ja("workbench-keep") }).click();
  await expect(main(one.page)).toContainText(ja("workbench-conflict"));
  await expect(main(one.page)).toContainText("見積書と請求書の控え");
  await expect(one.page.locator("#department")).toHaveValue("営業");
  await checkPage(one.page, "workbench-conflict-ja");
  await one.page.getByRole("button", { name: ja("workbench-keep-mine") }).click();
  await expect(main(one.page)).toContainText(ja("workbench-row-kept"));
  await one.page.goto(address);
  await one.page.getByRole("button", { name: ja("workbench-row-remove") }).click();
  await one.page.getByRole("button", { name: ja("workbench-row-restore") }).click();
  await expect(main(one.page)).toContainText("見積書の控え");
  await one.leave();
});

test("every page of the workbench in both languages", async ({ browser, server }) => {
  const own = await open(browser, server, 3);
  const pages = {
    home: "", question: "/diagnosis/3", result: "/diagnosis/result", environment: "/environment/wifi", overview: "/environment/overview",
    ledger: "/ledger", proposals: "/ledger/proposals", row: "/ledger/new", threats: "/threats", risks: "/risks", plan: "/plan", soa: "/soa",
    control: "/soa/8.13", documents: "/documents", policy: "/documents/basic-policy", summary: "/documents/executive-summary",
    edit: "/documents/it-bcp/edit", profile: "/profile",
  };
  test.setTimeout(600_000);
  for (const [name, path] of Object.entries(pages)) {
    for (const language of ["ja", "en"]) {
      await own.page.goto(`${language === "en" ? "/en" : ""}/workbench${path}`);
      await checkPage(own.page, `workbench-${name}-${language}`);
    }
  }
  await own.leave();
});
