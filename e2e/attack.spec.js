// One attack from the first line to the printed report, through the real program: lines of an appliance go in over TLS with
// the certificate that the desk issued, a rule finds what was planted among them, the support centre decides, the company
// reads it, and the figures of the monthly report are those of the lines. M2 to M5.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { applicant } from "./support/applicant.js";
import { moveClock } from "./support/clock.js";
import { company } from "./support/companies.js";
import { pointer } from "./support/hands.js";
import { checkPage, expect, test, watch } from "./support/index.js";
import { PROGRAMME, install, takePart } from "./support/installation.js";
import { signIn } from "./support/staff.js";
import { words } from "./support/words.js";

test.use({ program: "watched", place: "attack" });
test.describe.configure({ mode: "serial" });

const ja = words("ja");
const heading = (page) => page.getByRole("heading", { level: 1 });
const send = (page, action) => page.locator(`form[action$='${action}'] button[type=submit]`).click();
const part = (pem, name) => pem.match(new RegExp(`-----BEGIN ${name}-----[^-]+-----END ${name}-----\n?`, "g"));

test.describe("one attack", () => {
  let own;
  let ownContext;
  let me;
  let centre;
  let number;
  let pem;
  let lines;
  let raw;
  let planted;
  let companyId;
  const answers = company(21, "有限会社 しらなみ製作所", { course: "utm", past_programmes: "none" });

  test.beforeAll(async ({ browser, server }) => {
    test.setTimeout(300_000);
    const folder = join(server.data, "lines");
    server.run("logs", "generate", "--seed", "7", "--from", "2023-09-20", "--to", "2023-09-21", "--devices", "1", "--lines-per-day", "3000", "--attacks", "malware-then-command", "--out", folder);
    [planted] = JSON.parse(readFileSync(join(folder, "planted.json"), "utf8"));
    raw = join(folder, readdirSync(folder).find((name) => name.endsWith(".log")));
    lines = readFileSync(raw, "utf8").trimEnd().split("\n");

    await moveClock(server, "2023-08-31T10:00:00");
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    ownContext = await browser.newContext({ baseURL: server.url, locale: "ja-JP" });
    own = await ownContext.newPage();
    own.problems = watch(own);
    me = applicant({ page: own, hands: pointer });
    number = await takePart({ me, clerk, answers, representative: "髙﨑 花子" });
    pem = await install({ me, clerk, server, company: answers, number, serial: planted.serial });
    await clerk.leave();
    centre = await signIn(browser, server, "support@example.jp");
  });

  test.afterAll(async () => {
    await centre?.leave();
    await ownContext?.close();
  });

  test("lines without a certificate, or with somebody else's, are refused", async ({ server }) => {
    const [, authority] = part(pem, "CERTIFICATE");
    const [host, port] = server.collect.split(":");
    const refused = await new Promise((resolve) => {
      const socket = connect({ host, port, ca: authority });
      socket.on("error", (error) => resolve(error.code ?? error.message));
      socket.on("close", () => resolve("closed"));
      // With TLS 1.3 a client learns of the refusal when it reads.
      socket.on("secureConnect", () => socket.write(`${lines[0]}\n`));
    });
    expect(refused).toMatch(/ALERT|ECONNRESET|closed/i);
  });

  test("M2: lines go in over TLS; what was planted among them is found", async ({ server }) => {
    test.setTimeout(180_000);
    await moveClock(server, "2023-09-20T23:59:00");
    const [certificate, authority] = part(pem, "CERTIFICATE");
    const [key] = part(pem, "PRIVATE KEY");
    const [host, port] = server.collect.split(":");
    const sent = () => new Promise((resolve, reject) => {
      const socket = connect({ host, port, ca: authority, cert: certificate, key });
      socket.on("error", reject);
      socket.on("close", resolve);
      // RFC 6587, 3.4.1: the length before each line.
      for (const line of lines) socket.write(`${Buffer.byteLength(line)} ${line}`);
      socket.end();
    });
    // A certificate that was just issued is known within a minute; until then the appliance tries again.
    await expect(sent).toPass({ timeout: 90_000, intervals: [5_000] });
    await expect(async () => {
      await centre.page.goto("/desk/support");
      await expect(centre.page.locator("main")).toContainText(planted.host, { timeout: 1_000 });
    }).toPass({ timeout: 90_000 });
    const row = centre.page.locator("tr", { hasText: planted.host }).filter({ hasText: "マルウェアと指令サーバー" });
    await row.getByRole("link").first().click();
    await expect(centre.page.locator("main")).toContainText(answers.company_name);
    await expect(centre.page.locator("main")).toContainText(planted.host);
    await checkPage(centre.page, "attack-case-ja");
    companyId = new URL(await centre.page.locator("a[href*='company=']").first().getAttribute("href"), server.url).searchParams.get("company");
  });

  test("M2: the case leads to the rule's words and to the lines it stands on", async () => {
    test.setTimeout(150_000);
    const { page } = centre;
    const address = page.url();
    await page.getByRole("link", { name: "マルウェアと指令サーバーへの通信が同じ端末で見つかりました" }).click();
    await expect(heading(page)).toContainText("マルウェアと指令サーバー");
    const shown = await page.locator("main code").allInnerTexts();
    expect(shown.length).toBeGreaterThan(0);
    for (const line of shown) expect(lines.some((one) => one.startsWith(line.slice(0, 200)))).toBe(true);
    await checkPage(page, "detection-ja");
    const detection = page.url();
    await page.locator("main a").first().click();
    await expect(page, "back to the case").toHaveURL(address);
    await page.goto(detection);
    await page.getByRole("link", { name: ja("detection-events-around") }).click();
    // What has just come lies in files after a minute.
    await expect(async () => {
      await page.reload();
      await expect(page.locator("main tbody tr").first()).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 90_000 });
    await checkPage(page, "events-ja");
    await page.goto(detection);
    await page.getByRole("link", { name: ja("detection-all") }).click();
    await expect(heading(page)).toHaveText(ja("detections"));
    await checkPage(page, "detections-ja");
    await page.goto(address.replace("/desk/", "/en/desk/"));
    await checkPage(page, "attack-case-en");
    await page.goto(address);
  });

  test("M4: the centre decides, and the company reads it on its own page", async () => {
    const { page } = centre;
    await send(page, "/take");
    await page.locator("[name=decide_verdict][value=incident]").check();
    await page.locator("#decide_reason").fill("指令サーバーへの通信が通っていました。");
    await send(page, "/decide");
    await page.locator("[name=write_to][value=company]").check();
    await page.locator("#write_text").fill("その端末の LAN ケーブルを抜いて、電源は切らずにお待ちください。");
    await send(page, "/write");
    await me.comeBack(PROGRAMME, number, answers.email);
    await own.goto("/support");
    await own.getByRole("link", { name: /マルウェア/ }).first().click();
    await expect(own.locator("main")).toContainText("LAN ケーブルを抜いて");
    await expect(own.locator("main")).toContainText("指令サーバーへの通信が通っていました");
    // What the company sees holds no line of the log and no way to the desk.
    await expect(own.locator("main code, main a[href*='/desk/']")).toHaveCount(0);
    await checkPage(own, "attack-own-case-ja");
    await page.locator("#close_cause").fill("メールの添付を開いたため。");
    await page.locator("#close_prevention").fill("添付は送り主に確かめてから開く。");
    await send(page, "/close");
  });

  test("M3: the report comes on the second business day, and its figures are those of the lines", async ({ browser, server }) => {
    test.setTimeout(180_000);
    await moveClock(server, "2023-10-03T09:00:00");
    await me.comeBack(PROGRAMME, number, answers.email);
    await expect(async () => {
      await own.goto("/status/reports");
      await expect(own.locator("main li.card")).toHaveCount(1, { timeout: 1_000 });
    }).toPass({ timeout: 90_000 });
    await checkPage(own, "reports-ja");
    await own.locator("main li.card a").click();
    await expect(heading(own)).toBeVisible();
    await checkPage(own, "report-ja");
    const page = (await own.locator("main").innerText()).replace(/\s+/g, "");

    const address = await own.locator("a.btn[href$='.pdf']").getAttribute("href");
    const answer = await own.request.get(address);
    expect(answer.headers()["content-type"]).toBe("application/pdf");
    const bytes = await answer.body();
    writeFileSync(join(import.meta.dirname, "screenshots", "report-ja.pdf"), bytes);
    const text = (...options) => execFileSync("pdftotext", [...options, "-", "-"], { input: bytes, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
    const printed = text("-layout").replace(/\s+/g, "");
    const pages = Number(execFileSync("pdfinfo", ["-"], { input: bytes, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] }).match(/Pages:\s+(\d+)/)[1]);
    expect(pages).toBeGreaterThanOrEqual(2);
    expect(pages).toBeLessThanOrEqual(4);

    // The lines themselves, counted by nothing of ours.
    const count = (...patterns) => lines.filter((line) => patterns.every((pattern) => pattern.test(line))).length;
    const STOPPED = /action="(blocked|block|dropped|reset\w*)"/;
    const cells = async (name) => (await own.locator("main tr", { hasText: name }).first().locator("td, th").allInnerTexts()).slice(1).map((text) => text.trim());
    expect((await cells(ja("function-ips"))).slice(0, 2)).toEqual([String(count(/subtype="ips"/, STOPPED)), "0"]);
    expect((await cells(ja("function-web-filter"))).slice(0, 2)).toEqual([String(count(/subtype="webfilter"/, STOPPED)), "0"]);
    expect((await cells(ja("function-antivirus"))).slice(0, 2)).toEqual(["0", String(count(/subtype="virus"/))]);
    expect((await cells(planted.subject)).slice(1)).toEqual(["0", String(count(new RegExp(`virus="${planted.subject.replace(/[.!/]/g, "\\$&")}"`)))]);
    let named = 0;
    for (const signature of new Set(lines.filter((line) => STOPPED.test(line)).flatMap((line) => line.match(/subtype="ips".* attack="([^"]+)"/)?.[1] ?? []))) {
      // The page names the most frequent ones.
      if (!(await own.locator("main tr", { hasText: signature }).count())) continue;
      named += 1;
      const blocked = count(new RegExp(`attack="${signature.replace(/[.]/g, "\\.")}"`), STOPPED);
      expect((await cells(signature)).slice(1), signature).toEqual([String(blocked), "0"]);
    }
    expect(named).toBeGreaterThan(4);
    // The lake, asked by SQL, holds every line of this company and nobody else's.
    const answered = server.run("lake", "query", "--lake", join(server.data, "lake"), "--company", companyId, "--sql", "SELECT count(*) AS n FROM events", "--format", "csv");
    expect(Number(answered.trim().split("\n").pop())).toBe(lines.length);
    for (const document of [page, printed]) {
      expect(document).toContain(`${lines.length.toLocaleString("en-US")}件`);
      expect(document).toContain(planted.subject);
      expect(document).toContain(planted.host);
    }
    await own.goto("/en/status/reports");
    await own.locator("main li.card a").click();
    await checkPage(own, "report-en");

    // The mail's link: the company comes to its reports by it, whoever finds it comes to the page that asks who they are.
    await own.goto("/demo/mails");
    const link = await own.locator("details", { hasText: answers.email }).locator("a[href$='/status/reports']").first().getAttribute("href");
    await own.goto(link);
    await expect(own.locator("main li.card a")).toHaveCount(1);
    const elsewhere = await browser.newContext({ baseURL: server.url, locale: "ja-JP" });
    const finder = await elsewhere.newPage();
    await finder.goto(link);
    await expect(finder.locator("main [href$='/return'], main form[action$='/return']")).not.toHaveCount(0);
    await expect(finder.locator("main li.card, main a[href*='/reports/']")).toHaveCount(0);
    await elsewhere.close();
  });
});
