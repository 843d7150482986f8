// One test for each requirement that no journey shows by itself (docs/requirements.md lists where each one is driven).
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applicant } from "./support/applicant.js";
import { moveClock } from "./support/clock.js";
import { company } from "./support/companies.js";
import { pointer } from "./support/hands.js";
import { expect, test } from "./support/index.js";
import { signIn } from "./support/staff.js";
import { words } from "./support/words.js";

test.use({ program: "mamori", place: "requirements" });

const ROOT = join(import.meta.dirname, "..");
const say = words("ja");

/** Runs the program under test as a script would. */
const run = (server, ...args) => execFileSync(server.program, args, { cwd: ROOT, encoding: "utf8" });

/** What the calls say of themselves: organiser, office, telephone, mail, fee. */
const OFFICES = {
  "jissenryoku-2025": ["東京都", "0120-003-788", "平日9:00", "2025.syanaitaisei-ml@nttls.co.jp"],
  "kojo-2023": ["東京都", "050-4560-3824", "平日9:00", "ADE.JP.security-kj@jp.adecco.com"],
  "followup-2024": ["東京都", "050-4560-2053", "平日 9:00", "ade.jp.follow-up@jp.adecco.com"],
  "taisei-2024": ["東京都", "0120-138-166", "平日9:00", "ade.jp.shanaitaisei@jp.adecco.com"],
};

test("C1: organiser, secretariat, hours and fee, on the page and in the printed call", async ({ page, server }) => {
  for (const [programme, facts] of Object.entries(OFFICES)) {
    await page.goto(`/programmes/${programme}/call`);
    for (const fact of [...facts, "無料"]) await expect(page.locator("main"), programme).toContainText(fact);
    const file = join(server.data, `${programme}.html`);
    run(server, "programme", "render", programme, "--to", "html", "--out", file);
    const printed = readFileSync(file, "utf8");
    for (const fact of facts) expect(printed, `${programme}: ${fact}`).toContain(fact);
  }
});

/** An applicant's file in a programme that asks for nothing but size and place. */
function judged(server, programme, more) {
  const file = join(server.data, "applicant.json");
  const applicant = {
    kind: "corporation",
    industry: "E",
    capital_yen: 1_000_000,
    employees: 5,
    prefecture: "東京都",
    security: { utm: true, edr: false, policy: true },
    past_programmes: [],
    equal_subsidy: false,
    declarations: Object.fromEntries([..."アイウエオカキ"].map((mark) => [mark, true])),
    ...more,
  };
  writeFileSync(file, JSON.stringify(applicant));
  return JSON.parse(run(server, "eligibility", "check", "--programme", programme, "--applicant", file));
}

test("C2: the limits of the Basic Act, on both sides, for each class and for sole proprietors", async ({ server }) => {
  const classes = [["E", 300_000_000, 300], ["50", 100_000_000, 100], ["44", 300_000_000, 300], ["78", 50_000_000, 100], ["58", 50_000_000, 50]];
  for (const [industry, capital, people] of classes) {
    const outcome = (capital_yen, employees) => judged(server, "jissenryoku-2025", { industry, capital_yen, employees }).outcome;
    expect(outcome(capital, people + 1), `${industry}: capital at its limit`).toBe("eligible");
    expect(outcome(capital + 1, people), `${industry}: people at their limit`).toBe("eligible");
    expect(outcome(capital + 1, people + 1), `${industry}: beyond both`).not.toBe("eligible");
  }
  expect(judged(server, "jissenryoku-2025", { kind: "sole_proprietor", capital_yen: null, employees: 5 }).outcome).toBe("eligible");
  expect(judged(server, "jissenryoku-2025", { prefecture: "神奈川県" }).outcome).toBe("ineligible");
});

test("C3: who lacks the baseline is told where to go instead", async ({ page, server }) => {
  await moveClock(server, "2025-06-10T10:00:00");
  const verdict = judged(server, "jissenryoku-2025", { security: { utm: false, edr: false, policy: false } });
  expect(verdict.outcome).toBe("refer");
  expect(verdict.rules.find(({ result }) => result === "fail").refer_to.length).toBeGreaterThan(0);
  const me = applicant({ page, hands: pointer });
  await me.refused("jissenryoku-2025", 3, { refers: 3 });
});

test("C4: support received before: refused, referred to discretion, or welcome", async ({ server }) => {
  expect(judged(server, "jissenryoku-2025", { past_programmes: ["taisei-2024"] }).outcome).toBe("ineligible");
  expect(judged(server, "kojo-2023", { past_programmes: ["kojo-2022"] }).outcome).toBe("review");
  expect(judged(server, "kojo-2023", { equal_subsidy: true }).outcome).toBe("ineligible");
  expect(judged(server, "followup-2024", { past_programmes: ["kojo-2023"] }).outcome).toBe("eligible");
});

test("C5, C10, C18, C19: each declaration ticked and kept, one participant, a receipt by mail, the steps with where one is", async ({ page, browser, server }) => {
  const programme = "followup-2024";
  const one = company(11, "合同会社 若葉工房", { past_programmes: "kojo-2023" });
  await moveClock(server, "2024-07-20T10:00:00");
  const me = applicant({ page, hands: pointer });
  await me.open(programme);
  await me.checkEligibility();
  await me.fillIn(one);
  await page.goto(`/programmes/${programme}/apply/declarations`);
  await expect(page.locator("main input[type=checkbox]")).toHaveCount(7);
  await page.locator("main input[type=checkbox]").nth(3).uncheck();
  await me.press(me.button("apply-save"));
  await expect(page.locator("#errors")).toBeVisible();
  await page.goto(`/programmes/${programme}/apply/declarations`);
  for (const box of await page.locator("main input[type=checkbox]").all()) await box.check();
  await me.press(me.button("apply-save"));
  await page.goto(`/programmes/${programme}/apply/check`);
  const number = await me.send();
  await page.goto("/demo/mails");
  const receipt = page.locator("main details").filter({ hasText: number }).first();
  await expect(receipt).toContainText("参加は確定していません");
  await me.comeBack(programme, number, one.email);
  const steps = page.locator("main ol").first().locator("> li");
  expect(await steps.count()).toBeGreaterThan(4);
  await expect(page.locator("main [aria-current]")).toHaveCount(1);
  // Another person of the same company: both are shown to the secretariat, none is dropped.
  const other = await browser.newContext({ baseURL: server.url, locale: "ja-JP" });
  const again = applicant({ page: await other.newPage(), hands: pointer });
  await again.open(programme);
  await again.checkEligibility();
  await again.fillIn({ ...one, participant_name: "小川 修", email: "second@example.jp" });
  const second = await again.send();
  expect(second).not.toBe(number);
  await other.close();
  const clerk = await signIn(browser, server, "secretariat@example.jp");
  await clerk.page.goto(`/desk/${programme}/applications`);
  const both = clerk.page.getByRole("link", { name: one.company_name, exact: true });
  await expect(both).toHaveCount(2);
  await both.first().click();
  for (const shown of [number, second]) await expect(clerk.page.locator("main")).toContainText(shown);
  for (const mark of "アイウエオカキ") await expect(clerk.page.locator("main")).toContainText(`${mark}　`);
  await clerk.leave();
});

test("C6: each course has its own window", async ({ page, server }) => {
  await moveClock(server, "2024-02-15T10:00:00");
  await page.goto("/programmes/kojo-2023");
  await expect(page.getByRole("link", { name: say("calls-start"), exact: true })).toBeVisible();
  const apply = (course) => page.request.post("/api/v1/programmes/kojo-2023/applications", { headers: { "idempotency-key": `window-${course}`, origin: server.url }, data: { answers: { course } } });
  await moveClock(server, "2024-03-01T00:00:00");
  await page.goto("/programmes/kojo-2023");
  await expect(page.getByRole("link", { name: say("calls-start"), exact: true })).toHaveCount(0);
  expect((await apply("utm")).status()).toBe(409);
  // In the list stands the course that closed last.
  await page.goto("/");
  await expect(page.locator("main")).toContainText("2月29日");
});

test("C7, D4: frames are guides: shown with their numbers, and open above them", async ({ page, server }) => {
  await moveClock(server, "2025-06-10T10:00:00");
  await page.goto("/programmes/jissenryoku-2025");
  await expect(page.locator("ul.frames li")).toHaveCount(3);
  const { frames } = await (await page.request.get("/api/v1/programmes/jissenryoku-2025")).json();
  expect(frames.map(({ minimum }) => minimum)).toEqual([10, 10, 20]);
  expect(frames.every(({ maximum }) => maximum === undefined || maximum === null)).toBe(true);
  await page.goto("/programmes/jissenryoku-2025/call");
  for (const fact of ["10社程度", "20社程度", "目安"]) await expect(page.locator("main")).toContainText(fact);
});

test("C20: what happens with personal data is said before it is asked for", async ({ page }) => {
  await page.goto("/privacy");
  await expect(page.locator("main")).toContainText("東京都");
  await page.goto("/programmes/jissenryoku-2025/call");
  await expect(page.locator("main")).toContainText("個人情報を事前の承認なく");
});

test("C21: business days leave out holidays and the secretariat's own days", async ({ server }) => {
  const days = (programme, from, count) => run(server, "calendar", "add", "--programme", programme, "--from", from, "--business-days", String(count)).split("\n")[0];
  // The 12th is a substitute holiday, 13 to 15 August the secretariat is closed.
  expect(days("taisei-2024", "2024-08-09", 1)).toBe("2024-08-16");
  expect(days("taisei-2024", "2024-08-09", 3)).toBe("2024-08-20");
  expect(days("taisei-2024", "2024-12-27", 1)).toBe("2025-01-06");
  expect(days("jissenryoku-2025", "2025-07-18", 1)).toBe("2025-07-22");
});

test("E1, P2: ten days with dates and themes, and the parts of the public page", async ({ page }) => {
  for (const programme of ["jissenryoku-2025", "taisei-2024"]) {
    await page.goto(`/programmes/${programme}`);
    await expect(page.getByRole("region", { name: say("calls-dates"), exact: true }).locator("tbody tr")).toHaveCount(10);
    for (const part of ["calls-flow", "calls-conditions", "calls-dates", "calls-briefings", "calls-contact"]) {
      await expect(page.getByRole("heading", { name: say(part), exact: true })).toBeVisible();
    }
  }
});

test("P5: page, printed call and API are one source", async ({ page, server }) => {
  const folder = join(server.data, "pdf");
  run(server, "programme", "render", "jissenryoku-2025", "--to", "pdf", "--out", `${folder}.pdf`);
  const pdf = execFileSync("pdftotext", ["-layout", `${folder}.pdf`, "-"], { encoding: "utf8" });
  await page.goto("/programmes/jissenryoku-2025/call");
  const html = await page.locator("main").innerText();
  const bare = (text) => text.normalize("NFKC").replace(/\s+/g, "");
  for (const fact of ["令和7年6月30日", "17時", "40社", "0120-003-788", "秋葉原UDX", "3営業日以内", "2営業日以内", "100名"]) {
    expect(bare(pdf), `the PDF says ${fact}`).toContain(bare(fact));
    expect(bare(html), `the page says ${fact}`).toContain(bare(fact));
  }
});
