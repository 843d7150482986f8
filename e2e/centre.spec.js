// The support centre: M4 (questions day and night, the decision, remote clean-up, what the company reads) and M5 (a visit
// on site, weekdays 09:00–17:00), in both languages, on the demo with its companies.
import { applicant } from "./support/applicant.js";
import { moveClock } from "./support/clock.js";
import { pointer } from "./support/hands.js";
import { checkPage, expect, test, watch } from "./support/index.js";
import { signIn } from "./support/staff.js";
import { words } from "./support/words.js";

test.use({ program: "demo", place: "centre" });
test.describe.configure({ mode: "serial" });

const CALL = "kojo-2023";
const ja = words("ja");
/** Before dawn on the Wednesday after the demo's first day; and the end of the visit that follows. */
const NIGHT = "2025-06-25T05:30";
const AFTER_VISIT = "2025-06-25T11:05";

const send = (page, action) => page.locator(`form[action$='${action}'] button[type=submit]`).click();
const unfold = (page, act) => page.locator(`summary:has(#${act}-title)`).click();
const heading = (page) => page.getByRole("heading", { level: 1 });

test.describe("a case from the company's report to its end", () => {
  let own;
  let ownContext;
  let desk;
  let address;
  let comeBack;

  test.beforeAll(async ({ browser, server }) => {
    await moveClock(server, NIGHT);
    desk = await signIn(browser, server, "support@example.jp");
    await expect(desk.page, "the support centre begins at its queue").toHaveURL(/\/desk\/support$/);
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    await clerk.page.goto(`/desk/${CALL}/applications?state=participating&course=utm`);
    await clerk.page.locator("main td.company a").nth(5).click();
    await expect(heading(clerk.page)).toBeVisible();
    const text = await clerk.page.locator("main").innerText();
    const [number] = text.match(/R-?\d{5}/);
    const [email] = text.match(/[\w.+-]+@[\w.-]+/);
    await clerk.leave();
    ownContext = await browser.newContext({ baseURL: server.url, locale: "ja-JP" });
    own = await ownContext.newPage();
    own.problems = watch(own);
    comeBack = () => applicant({ page: own, hands: pointer }).comeBack(CALL, number, email);
    await comeBack();
  });

  test.afterAll(async () => {
    await desk?.leave();
    await ownContext?.close();
  });

  test("M4: the company reports at night, first with mistakes, in both languages", async () => {
    await own.goto("/status");
    await own.getByRole("link", { name: ja("status-support") }).click();
    await expect(heading(own)).toHaveText(ja("support-title"));
    await checkPage(own, "support-home-ja");
    await own.goto("/en/support");
    await checkPage(own, "support-home-en");
    await own.goto("/support/report");
    await own.locator("#what").fill("経理のパソコンに見慣れない警告が出ている");
    await own.locator("main form button.btn").click();
    await expect(own.locator("#errors")).toContainText(ja("support-missing-topic"));
    await expect(own.locator("#what")).toHaveValue("経理のパソコンに見慣れない警告が出ている");
    await checkPage(own, "support-report-errors-ja");
    await own.locator("[name=topic][value=malware]").check();
    await own.locator("#since").fill("今朝5時ごろから");
    await own.locator("#device").fill("経理のパソコン");
    await own.locator("[name=may_call][value=yes]").check();
    await own.locator("main form button.btn").click();
    await expect(own).toHaveURL(/\/support\/cases\//);
    address = new URL(own.url()).pathname;
    await expect(own.locator("main")).toContainText("今朝5時ごろから");
    await checkPage(own, "support-case-ja");
  });

  test("M4: the centre takes it, tells the company, decides, cleans up from afar", async () => {
    const { page } = desk;
    await page.goto("/desk/support");
    await checkPage(page, "support-queue-ja");
    await page.goto("/en/desk/support");
    await checkPage(page, "support-queue-en");
    await page.goto(`/desk${address}`);
    await send(page, "/take");
    await expect(page.locator("main")).toContainText("早川 涼");
    await page.locator("[name=write_to][value=told]").check();
    await page.locator("#write_text").fill("LANケーブルを抜いて待つよう電話で伝えた");
    await send(page, "/write");
    await page.locator("[name=decide_verdict][value=incident]").check();
    await send(page, "/decide");
    await expect(page.locator("#errors"), "a decision has a reason").toContainText(ja("support-missing"));
    await checkPage(page, "support-desk-case-ja");
    await page.locator("[name=decide_verdict][value=incident]").check();
    await page.locator("#decide_reason").fill("外部への不審な通信を確認した");
    await send(page, "/decide");
    await unfold(page, "step");
    await page.locator("#step_what").fill("駆除ツールを実行し1件を隔離した");
    await page.locator("#step_host").fill("経理のパソコン");
    await page.locator("#step_consent").fill("2025-06-25T05:25");
    await send(page, "/steps");
    await expect(page.locator("main")).toContainText("駆除ツールを実行し1件を隔離した");
  });

  test("M5: a visit asked for at night becomes the next morning's, with what to do until then", async ({ server }) => {
    const { page } = desk;
    await unfold(page, "plan");
    await page.locator("#visit_wished").fill("2025-06-25T20:00");
    await page.locator("#visit_until_then").fill("電源は入れたまま、どこにもつながない");
    await send(page, "/visits");
    await expect(page.locator("#errors")).toContainText(ja("support-no-slot"));
    await page.locator("#visit_wished").fill("");
    await send(page, "/visits");
    await expect(page.locator("#visits")).toContainText("6月25日（水） 9時～11時");
    await own.goto(`/en${address}`);
    await expect(own.locator("main")).toContainText("電源は入れたまま");
    await checkPage(own, "support-case-en");
    const file = await own.request.get(await own.locator("a[href$='.ics']").getAttribute("href"));
    expect(await file.text()).toContain("DTSTART;TZID=Asia/Tokyo:20250625T090000");
    await moveClock(server, AFTER_VISIT);
    await page.goto(`/desk${address}`);
    await page.locator("#visits details summary").last().click();
    const end = page.locator("form[action*='/desk/support/visits/']");
    await end.locator("textarea").fill("現地で復旧を確認した");
    await end.locator("button").click();
    await expect(page.locator("main")).toContainText("現地で復旧を確認した");
  });

  test("M4: closed with cause and prevention; the company reads it, and the mail does not say it", async () => {
    const { page } = desk;
    await page.locator("#close_cause").fill("古い閲覧ソフトの弱点を突かれた");
    await page.locator("#close_prevention").fill("更新を自動にする");
    await send(page, "/close");
    // Hours have gone by: the session is over, and the mail's link leads to a page that asks who it is.
    await comeBack();
    await own.goto(address);
    await expect(own.locator("main")).toContainText("更新を自動にする");
    await expect(own.locator("main")).toContainText(ja("support-plain-incident"));
    await own.goto("/demo/mails");
    await expect(own.locator("main")).toContainText("サポートセンターからお知らせがあります");
    await expect(own.locator("main")).not.toContainText("更新を自動にする");
    await own.goto(address);
    await own.locator("#text").fill("ありがとうございました。もう一度見てほしい画面があります");
    await own.locator("main form button.btn").click();
    await expect(own.locator("main")).toContainText(ja("support-sent-reopened"));
    await page.goto("/desk/support");
    await expect(page.locator("main")).toContainText(ja("support-owed-reply"));
  });

  test("M4: shifts hand over, the next person has read it; figures for the organiser", async ({ browser, server }) => {
    const { page } = desk;
    await page.goto("/desk/support/hand-over");
    await page.locator("#text").fill("返事待ちの企業が1社あります");
    await send(page, "/hand-over");
    await expect(page.locator("main")).toContainText("返事待ちの企業が1社あります");
    await checkPage(page, "support-hand-over-ja");
    await page.goto("/desk/support/new");
    await send(page, "/new");
    await expect(page.locator("#errors")).toContainText(ja("support-missing-company"));
    await checkPage(page, "support-new-ja");
    const organiser = await signIn(browser, server, "organiser@example.jp");
    await organiser.page.goto("/en/desk/support/figures");
    await checkPage(organiser.page, "support-figures-en");
    const refused = await organiser.page.goto("/desk/support");
    expect(refused.status()).toBe(403);
    await organiser.leave();
  });

  test("J: a company's keys are destroyed by two people, and a certificate says so", async ({ browser, server }) => {
    const first = await signIn(browser, server, "administrator@example.jp");
    await first.page.goto("/desk/keys");
    await checkPage(first.page, "keys-ja");
    const details = first.page.locator("main details").first();
    await details.locator("summary").click();
    await details.locator("textarea").fill("企業から文書で破棄の求めがあった");
    await details.locator("button").click();
    await expect(first.page.locator("main")).toContainText(ja("keys-requested"));
    const second = await signIn(browser, server, "approver@example.jp");
    await second.page.goto("/desk/keys");
    await send(second.page, "/release");
    await expect(heading(second.page)).toHaveText(ja("certificate-title"));
    await checkPage(second.page, "certificate-ja");
    const pdf = await second.page.request.get(await second.page.locator("a[href$='.pdf']").getAttribute("href"));
    expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
    await first.leave();
    await second.leave();
  });
});
