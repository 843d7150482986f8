// A newcomer's way through the real program: from the published call to the confirmed roster. On every page, in every
// state, on a telephone and at a desk: no finding of axe, no console error, nothing wider than the screen.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { applicant, skipsToContents } from "./support/applicant.js";
import { moveClock } from "./support/clock.js";
import { company } from "./support/companies.js";
import { fill } from "./support/form.js";
import { keyboard, pointer } from "./support/hands.js";
import { checkPage, expect, test, withoutJavaScript } from "./support/index.js";
import { signIn } from "./support/staff.js";
import { words } from "./support/words.js";

test.use({ program: "mamori", place: "journey" });
test.describe.configure({ mode: "serial" });

const say = words("ja");

/** Checks a page of a journey the first time it is seen. */
function looker(page, prefix) {
  const seen = new Set();
  return async (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    await checkPage(page, `${prefix}-${name}`);
  };
}

test.describe("first come, first served: kojo-2023, in English", () => {
  const programme = "kojo-2023";
  const one = company(1, "株式会社 髙﨑商店", { course: "utm", past_programmes: "none" });
  let number;

  test("C17: a place at a briefing", async ({ page, server }) => {
    await moveClock(server, "2023-08-30T10:00:00");
    const me = applicant({ page, hands: pointer, language: "en", look: looker(page, "kojo-en") });
    await page.goto(me.at(`/programmes/${programme}`));
    await me.press(page.locator("a[href*='/briefings/']").first());
    await me.look("briefing");
    await me.press(me.button("briefing-send"));
    await expect(page.locator("#errors")).toBeFocused();
    await me.look("briefing-mistakes");
    await fill(page, page.locator("main form"), pointer, { mode: "online", company: one.company_name, name: one.participant_name, email: one.email });
    await me.press(me.button("briefing-send"));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(me.say("briefing-done-title"));
    await me.look("briefing-done");
    // The mail's link leads to the place that is kept, and gives it back.
    await page.goto(me.at("/demo/mails"));
    const href = await page.locator("a[href*='/registrations/']").first().getAttribute("href");
    await page.goto(href);
    await me.look("registration");
    await me.press(me.button("registration-cancel"));
    await expect(page.locator("main form")).toHaveCount(0);
    await me.look("registration-cancelled");
  });

  test("applying, from the first question to the receipt", async ({ page, server }) => {
    await moveClock(server, "2023-08-31T10:00:00");
    const me = applicant({ page, hands: pointer, language: "en", look: looker(page, "kojo-en") });
    await me.open(programme);
    await me.refused(programme, 1, { refers: 0 });
    await me.checkEligibility();
    await me.fillIn(one, { mistakes: true });
    number = await me.send();
    await page.goto(me.at("/demo/mails"));
    await expect(page.locator("main")).toContainText(number);
    await me.look("mails");
  });

  test("C8, C11, C15: the course is decided on the telephone, the company confirms and signs, and stands on the roster", async ({ page, browser, server }) => {
    await moveClock(server, "2023-09-01T11:00:00");
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    await clerk.recordCall(programme, one.company_name, { network_layout: "own_router", existing_utm: "no", policies: "none", free_hub_port: "yes", rules_accepted: "yes" });
    const me = applicant({ page, hands: pointer, language: "en", look: looker(page, "kojo-en") });
    await me.comeBack(programme, number, one.email);
    await me.answerOffer();
    await me.sign("髙﨑 花子", one.participant_name);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(me.say("status-title-participating"));
    await me.look("status-participating");
    expect(await clerk.roster(programme)).toContain(one.company_name);
    await clerk.leave();
  });
});

test.describe("a lottery with a questionnaire: followup-2024, without JavaScript", () => {
  const programme = "followup-2024";
  const two = company(2, "有限会社 みなも設備", { past_programmes: "kojo-2023" });

  test("C9, C12, C14, D3, P4: from the first question to the roster", async ({ browser, server }) => {
    await moveClock(server, "2024-07-16T10:00:00");
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    const approver = await signIn(browser, server, "approver@example.jp");
    await clerk.drawCharter(programme);
    await withoutJavaScript(browser, server, async (page) => {
      const me = applicant({ page, hands: pointer });
      await me.open(programme);
      await me.checkEligibility();
      await me.fillIn(two, { mistakes: true });
      const number = await sendTwice(me);
      await expect(page.locator(".number")).toHaveText(number);
      await moveClock(server, "2024-08-16T13:00:00");
      await clerk.drawFreeze(programme);
      await moveClock(server, "2024-08-20T10:05:00");
      await clerk.drawRun(programme);
      await moveClock(server, "2024-08-21T10:00:00");
      await clerk.prepareNotices(programme);
      await approver.releaseNotices(programme);
      await me.comeBack(programme, number, two.email);
      await me.answerOffer({ asked: "質問票" });
      await me.press(page.locator("ul.tasks a[href*='/forms/']"));
      await me.press(me.button("form-send"));
      await expect(page.locator("#errors")).toBeVisible();
      await fill(page, page.locator("main form"), pointer, { security_utm: "yes", security_edr: "no", security_policy: "no", computers: "12" });
      await me.press(me.button("form-send"));
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("status-title-participating"));
    });
    expect(await clerk.roster(programme)).toContain(two.company_name);
    // Fifty places, one company: another call may follow.
    await clerk.page.goto(`/desk/${programme}/draw`);
    await expect(clerk.page.locator("main")).toContainText(say("desk-draw-places-left", { number: 49 }));
    await clerk.leave();
    await approver.leave();
  });
});

/** Two requests at the same time, as of an impatient finger: one application. */
async function sendTwice(me) {
  const { page } = me;
  const form = page.locator("main form[action$='/apply/send']");
  const [action, csrf] = [await form.getAttribute("action"), await form.locator("[name=csrf]").inputValue()];
  const request = () => page.context().request.post(action, { form: { csrf }, headers: { origin: new URL(page.url()).origin }, maxRedirects: 0 });
  const answers = await Promise.all([request(), request()]);
  expect(answers.map((answer) => answer.status())).toEqual([303, 303]);
  await page.goto(answers[0].headers().location);
  const number = await page.locator(".number").innerText();
  await page.reload();
  await expect(page.locator(".number")).toHaveText(number);
  return number;
}

test.describe("a lottery with calls and consents: jissenryoku-2025", () => {
  const programme = "jissenryoku-2025";
  const three = company(3, "株式会社 緑町製作所", { industry: "E" });
  const four = company(4, "合同会社 ひばり書店", { industry: "60" });
  const numbers = {};
  let used;

  test("applying, from the first question to the receipt", async ({ page, server }) => {
    await moveClock(server, "2025-06-24T10:00:00");
    const me = applicant({ page, hands: pointer, look: looker(page, "jissen-ja") });
    await me.open(programme);
    await me.refused(programme, 3, { refers: 3 });
    await me.checkEligibility();
    await me.fillIn(three, { mistakes: true });
    numbers.three = await me.send();
    await page.goBack();
    await page.goto(`/programmes/${programme}/apply`);
    await expect(page).toHaveURL(/\/receipt$/);
  });

  test("the same with the keyboard alone", async ({ page }) => {
    const me = applicant({ page, hands: keyboard });
    await page.goto(`/programmes/${programme}`);
    await skipsToContents(page);
    await me.open(programme);
    await me.checkEligibility();
    await me.fillIn(four, { mistakes: true });
    numbers.four = await me.send();
  });

  test("a link from the mail opens the status once", async ({ page }) => {
    const me = applicant({ page, hands: pointer, look: looker(page, "jissen-ja") });
    used = await me.comeBack(programme, numbers.three, three.email);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("status-title-received"));
    await me.look("status-received");
    const again = await page.goto(used);
    expect(again.status()).toBe(410);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("link-unusable-title"));
    await me.look("link-used");
  });

  test("C7, C11, C12, D1: called, drawn, told", async ({ page, browser, server }) => {
    await moveClock(server, "2025-06-25T11:00:00");
    const clerk = await signIn(browser, server, "secretariat@example.jp");
    const approver = await signIn(browser, server, "approver@example.jp");
    await clerk.drawCharter(programme);
    for (const one of [three, four]) await clerk.recordCall(programme, one.company_name, { spoken_with: one.participant_name, two_stars: "declared", rules_explained: "yes", rules_accepted: "yes" });
    const me = applicant({ page, hands: pointer, look: looker(page, "jissen-ja") });
    await me.comeBack(programme, numbers.three, three.email);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("status-title-complete"));
    await me.look("status-complete");
    await moveClock(server, "2025-07-04T12:30:00");
    await clerk.drawFreeze(programme);
    await page.goto(`/programmes/${programme}/draw`);
    await me.look("draw-frozen");
    await moveClock(server, "2025-07-08T10:05:00");
    await clerk.drawRun(programme);
    await moveClock(server, "2025-07-08T14:00:00");
    await clerk.prepareNotices(programme);
    // Whoever prepared them sees them, and cannot release them.
    await expect(clerk.page).toHaveURL(/\/notices\/[^/]+$/);
    await expect(clerk.page.getByRole("button", { name: say("notices-release"), exact: true })).toHaveCount(0);
    await approver.releaseNotices(programme);
    await page.goto(`/programmes/${programme}/draw`);
    await me.look("draw-drawn");
    await clerk.leave();
    await approver.leave();
  });

  test("C13, C15: taking part: accepted, both consents signed, on the roster", async ({ page, browser, server }) => {
    const me = applicant({ page, hands: pointer, look: looker(page, "jissen-ja") });
    await me.comeBack(programme, numbers.three, three.email);
    await me.answerOffer();
    // A paper to stamp, with the company filled in.
    const paper = await (await page.request.get("/status/consents/participation/form.pdf")).body();
    const read = (tool, ...args) => execFileSync(tool, args, { input: paper, encoding: "utf8" }).replace(/\s+/g, "");
    expect(read("pdfinfo", "-")).toContain("Tagged:yes");
    for (const fact of [numbers.three, three.company_name, three.address, "社印", "本人印"]) expect(read("pdftotext", "-layout", "-", "-")).toContain(fact.replace(/\s+/g, ""));
    writeFileSync("screenshots/jissen-ja-consent-paper.pdf", paper);
    await me.sign("髙﨑 花子", three.participant_name);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("status-title-participating"));
    await expect(page.locator("main")).toContainText("秋葉原UDX 6F");
    await expect(me.link("status-calendar")).toHaveAttribute("href", /\/sessions\.ics$/);
    await me.look("status-participating");
    const clerk = await signIn(browser, server, "organiser@example.jp");
    const roster = await clerk.roster(programme);
    expect(roster).toContain(three.company_name);
    expect(roster).not.toContain(four.company_name);
    await clerk.leave();
  });

  test("C13: declining after a second look, with the keyboard alone", async ({ page }) => {
    const me = applicant({ page, hands: keyboard });
    await me.comeBack(programme, numbers.four, four.email);
    await me.press(me.link("status-decline"));
    await checkPage(page, "jissen-ja-decline");
    await me.press(me.button("status-decline-confirm"));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("status-title-declined"));
    await checkPage(page, "jissen-ja-status-declined");
  });
});
