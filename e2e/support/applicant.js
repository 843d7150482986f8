// What an applicant does, step by step. `look(name)` is called on every new page: it checks the page, or does nothing.
import { expect } from "@playwright/test";
import { fill } from "./form.js";
import { tabTo } from "./index.js";
import { words } from "./words.js";

/** Questions that ask for what must not be: support received before, another subsidy. */
const MUST_NOT_BE = /過去に|活用して|in the past|before|Are you using/;

/** One person at one page, in one language, with a pointer or the keyboard. */
export function applicant({ page, hands, language = "ja", look = async () => {} }) {
  const say = words(language);
  const at = (path) => `${language === "en" ? "/en" : ""}${path}`;
  const link = (key) => page.getByRole("link", { name: say(key), exact: true });
  const button = (key) => page.getByRole("button", { name: say(key), exact: true });
  const press = (target) => hands.press(page, target);
  const form = page.locator("main form").first();

  return { page, say, at, link, button, press, look, open, checkEligibility, refused, fillIn, send, comeBack, answerOffer, sign };

  async function open(programme) {
    await page.goto(at(`/programmes/${programme}`));
    await look("programme");
    await press(link("calls-start"));
  }

  async function checkEligibility() {
    await page.waitForURL(/\/check/);
    for (let question = 1; page.url().includes("/check") && !page.url().includes("/result"); question += 1) {
      await expect(page.locator(".eyebrow")).toContainText(say("check-progress", { number: question, count: "" }).trim());
      if (question === 1 && !(await page.locator("[name=answer]:checked").count())) {
        await press(button("check-next"));
        await expect(page.locator("#errors")).toContainText(say("check-choose"));
        await look("question-empty");
      }
      const text = await page.locator("h1").innerText();
      await hands.tick(page, page.locator(`[name=answer][value=${MUST_NOT_BE.test(text) ? "no" : "yes"}]`));
      if (question === 1) await look("question");
      const before = page.url();
      await press(button("check-next"));
      await page.waitForURL((url) => url.href !== before || url.href.includes("/result"));
    }
    await look("result");
    await press(link("check-continue"));
  }

  /** A "no" that decides: it explains itself and, where the call knows another programme, refers there. */
  async function refused(programme, question, { refers }) {
    await page.goto(at(`/programmes/${programme}/check?q=${question}`));
    await hands.tick(page, page.locator("[name=answer][value=no]"));
    await press(button("check-next"));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say(refers ? "check-result-refer" : "check-result-ineligible"));
    await expect(page.locator("main .note")).toHaveCount(refers);
    await expect(link("check-continue")).toHaveCount(0);
    await look("result-no");
    await press(link("check-again"));
  }

  /** Every section, mistakes first. */
  async function fillIn(answers, { mistakes = false } = {}) {
    await page.waitForURL(/\/apply$/);
    await look("tasks");
    await press(page.locator("ul.tasks a").first());
    await page.waitForURL(/\/apply\/\w+/);
    if (mistakes) await makeMistakes(answers);
    for (let section = 1; page.url().includes("/apply/") && !page.url().endsWith("/apply/check"); section += 1) {
      await look(`section-${section}`);
      await fill(page, form, hands, answers);
      const before = page.url();
      await press(button("apply-save"));
      await page.waitForURL((url) => url.href !== before);
    }
    await look("answers");
  }

  /** What is wrong is summed up where the focus goes, and what was typed stays. */
  async function makeMistakes({ company_name: name }) {
    await hands.type(page, page.locator("#company_name"), name);
    await hands.tick(page, page.locator("[name=kind][value=corporation]"));
    await hands.type(page, page.locator("#corporate_number"), "1234567890123");
    await press(button("apply-save"));
    await expect(page.locator("#errors")).toContainText(say("field-error-corporate-number"));
    await expect(page).toHaveTitle(new RegExp(`^${say("error-title-prefix", { title: "" })}`));
    await expect(page.locator("#company_name")).toHaveValue(name);
    await expect(page.locator("#corporate_number")).toHaveValue("1234567890123");
    await expect(page.locator("#corporate_number")).toHaveAttribute("aria-invalid", "true");
    await look("section-mistakes");
    await press(page.locator("#errors a[href='#corporate_number']"));
    await expect(page.locator("#corporate_number")).toBeFocused();
    // Leaving in the middle loses nothing, right or wrong.
    await press(button("apply-save-later"));
    await expect(page.locator("ul.tasks li").first()).toContainText(say("apply-section-doing"));
    await look("tasks-begun");
    await press(page.locator("ul.tasks a").first());
    await expect(page.locator("#company_name")).toHaveValue(name);
    await expect(page.locator("#corporate_number")).toHaveValue("1234567890123");
  }

  /** Sends it; gives the receipt number. */
  async function send() {
    await press(button("apply-send"));
    await expect(page).toHaveURL(/\/receipt$/);
    await look("receipt");
    const number = await page.locator(".number").innerText();
    expect(number).toMatch(/^R\d{5}$/);
    return number;
  }

  /** Asks for a link, opens it from the mail, and finds it used up afterwards. */
  async function comeBack(programme, number, email) {
    await page.goto(at("/return"));
    await look("return");
    await hands.choose(page, page.locator("#programme"), programme);
    await hands.type(page, page.locator("#number"), number);
    await hands.type(page, page.locator("#email"), email);
    await press(button("return-send"));
    await expect(page).toHaveURL(/\/return\/sent$/);
    await look("return-sent");
    const href = await linkInMail(email);
    await page.goto(href);
    await look("link");
    await press(button("link-open"));
    await expect(page).toHaveURL(/\/status$/);
    return href;
  }

  async function linkInMail(email) {
    await page.goto(at("/demo/mails"));
    const mail = page.locator("details", { hasText: email }).filter({ has: page.locator("a[href*='/link/']") }).first();
    return mail.locator("a[href*='/link/']").getAttribute("href");
  }

  /** Takes the place; where a form alone is asked for then, the page calls it by its name. */
  async function answerOffer({ asked } = {}) {
    await page.goto(at("/status"));
    await look("status-offered");
    await press(button("status-accept"));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(asked ? say("status-title-confirmed-form", { form: asked }) : say("status-title-confirmed"));
    await look("status-confirmed");
  }

  /** Signs every part that is asked for, by name and tick: who represents the company, who takes part. */
  async function sign(representative, participant) {
    const owed = page.locator("ul.tasks li", { hasText: say("status-document-todo") }).locator("a[href*='/consents/']");
    for (let left = await owed.count(); left > 0; left -= 1) {
      const signer = (await owed.first().getAttribute("href")).endsWith("/participant") ? participant : representative;
      await press(owed.first());
      await look("consent");
      await press(button("consent-sign"));
      await expect(page.locator("#errors")).toContainText(say("consent-tick-missing"));
      await look("consent-mistakes");
      await hands.type(page, page.locator("#signer"), signer);
      await hands.tick(page, page.locator("#agree"));
      await press(button("consent-sign"));
      await expect(page).toHaveURL(/\/status\/signed\//);
      await look("signed");
      await page.goto(at("/status"));
      await expect(owed).toHaveCount(left - 1);
    }
  }
}

/** The skip link is the first stop and leads to the contents. */
export async function skipsToContents(page) {
  await tabTo(page, page.locator("a.skip"));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#main$/);
}
