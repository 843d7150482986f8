// The first day of a member of staff at a place that is no demo: account, authenticator, signing in and out, and what is
// said when something is wrong. Codes go by the machine's clock.
import { codeAt, noCode } from "./support/authenticator.js";
import { checkPage, expect, showsFocus, tabTo, test, watch } from "./support/index.js";
import { words } from "./support/words.js";

test.use({ program: "house", place: "second-factor" });
test.describe.configure({ mode: "serial" });

/** Wrong tries on one account before there is a pause. */
const FREE = 5;
const WRONG = "chigau-password-1";

for (const [language, email, name] of [["ja", "hinata@example.jp", "日向 葵"], ["en", "sora@example.com", "Sora Minato"]]) {
  const say = words(language);
  const at = (path) => `${language === "en" ? "/en" : ""}${path}`;

  test.describe(`a new colleague, in ${language}`, () => {
    let context;
    let page;
    let password;
    let key;
    let usedCode;
    let recoveryCodes;

    const heading = () => page.getByRole("heading", { level: 1 });
    const errors = () => page.locator("#errors");
    const button = (word) => page.getByRole("button", { name: say(word), exact: true });
    const field = (word) => page.getByLabel(say(word), { exact: true });

    /** Fills in the form and sends it; gives the answer. */
    async function signIn(secret, code = "") {
      await page.goto(at("/sign-in"));
      await field("sign-in-email").fill(email);
      await field("sign-in-password").fill(secret);
      await field("sign-in-code").fill(code);
      const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === "POST"), button("sign-in-enter").click()]);
      return answer;
    }

    /** The page that says no: why, in its title and where the focus is; the address stays, the password does not. */
    async function refused(sentence, picture) {
      await expect(page).toHaveURL(/\/sign-in$/);
      await expect(page).toHaveTitle(new RegExp(`^${say("error-title-prefix", { title: "" })}`));
      await expect(errors()).toContainText(sentence);
      await expect(errors()).toBeFocused();
      await expect(field("sign-in-email")).toHaveValue(email);
      await expect(field("sign-in-password")).toHaveValue("");
      if (picture) await checkPage(page, `${picture}-${language}`);
      await page.goto(at("/desk"));
      await expect(page).toHaveURL(/\/sign-in/);
    }

    async function signOut() {
      await button("sign-out").click();
      await expect(page).toHaveURL(language === "en" ? /\/en$/ : /\d\/$/);
      await page.goto(at("/desk"));
      await expect(page).toHaveURL(/\/sign-in/);
    }

    test.beforeAll(async ({ browser, server }) => {
      context = await browser.newContext({ baseURL: server.url, locale: language === "en" ? "en-GB" : "ja-JP" });
      page = await context.newPage();
      page.problems = watch(page);
    });
    test.afterAll(() => context.close());

    test("an administrator makes the account, with a password that is shown once", async ({ server }) => {
      const made = server.run("admin", "staff", "add", email, "--name", name, "--role", "secretariat");
      password = made.match(/shown only now: (\S+)/)[1];
      const [account] = JSON.parse(server.run("admin", "staff", "list", "--format", "json")).filter((one) => one.email === email);
      expect(account).toMatchObject({ name, roles: ["secretariat"], second_factor: false, disabled: false });
    });

    test("a wrong password says so, and not which part was wrong", async () => {
      await page.goto(at("/sign-in"));
      await expect(heading()).toHaveText(say("sign-in-title"));
      await checkPage(page, `sign-in-${language}`);
      expect((await signIn(WRONG)).status()).toBe(422);
      await refused(say("sign-in-wrong"), "sign-in-wrong");
    });

    test("the first sign-in sets up the authenticator and lets nobody in before", async () => {
      await signIn(password);
      await expect(page).toHaveURL(/\/sign-in\/second-factor$/);
      await expect(heading()).toHaveText(say("second-factor-title"));
      key = (await page.locator("main code").innerText()).trim();
      expect(key.replaceAll(" ", "")).toMatch(/^[A-Z2-7]{32}$/);
      const link = new URL(await page.getByRole("link", { name: say("second-factor-open") }).getAttribute("href"));
      expect(link.protocol).toBe("otpauth:");
      expect(link.searchParams.get("secret")).toBe(key.replaceAll(" ", ""));
      await checkPage(page, `second-factor-${language}`);
      await page.goto(at("/desk"));
      await expect(page).toHaveURL(/\/sign-in$/);
    });

    test("a wrong code says so, and the key stays the same", async () => {
      await page.goto(at("/sign-in/second-factor"));
      await field("sign-in-code").fill(noCode(key));
      await button("second-factor-confirm").click();
      await expect(errors()).toContainText(say("second-factor-wrong"));
      await expect(errors()).toBeFocused();
      await expect(page.locator("main code")).toHaveText(key);
      await checkPage(page, `second-factor-wrong-${language}`);
    });

    test("the right code shows the recovery codes once and opens the desk", async ({ server }) => {
      usedCode = codeAt(key);
      // With the keyboard alone.
      await tabTo(page, field("sign-in-code"));
      expect(await showsFocus(page)).toBe(true);
      await page.keyboard.type(usedCode);
      await page.keyboard.press("Enter");
      await expect(heading()).toHaveText(say("recovery-codes-title"));
      recoveryCodes = await page.locator("main li code").allInnerTexts();
      expect(new Set(recoveryCodes).size).toBe(10);
      await checkPage(page, `recovery-codes-${language}`);
      await page.getByRole("link", { name: say("recovery-codes-go-on"), exact: true }).click();
      await expect(page).toHaveURL(/\/desk$/);
      await expect(page.getByRole("banner")).toContainText(name);
      await checkPage(page, `first-desk-${language}`);
      const [account] = JSON.parse(server.run("admin", "staff", "list", "--format", "json")).filter((one) => one.email === email);
      expect(account.second_factor).toBe(true);
    });

    test("signing out ends the session, for whoever kept its cookie too", async () => {
      const kept = await context.cookies();
      await signOut();
      await context.addCookies(kept);
      await page.goto(at("/desk"));
      await expect(page).toHaveURL(/\/sign-in/);
    });

    test("a code that was used, a wrong one and none are refused", async () => {
      for (const code of [usedCode, noCode(key), ""]) {
        await signIn(password, code);
        await refused(say("sign-in-wrong"));
      }
    });

    test("password and the next code open the desk", async () => {
      await signIn(password, codeAt(key, 1));
      await expect(page).toHaveURL(/\/desk$/);
      await signOut();
    });

    test("a recovery code opens it once", async () => {
      await signIn(password, recoveryCodes[0]);
      await expect(page).toHaveURL(/\/desk$/);
      await signOut();
      await signIn(password, recoveryCodes[0]);
      await refused(say("sign-in-wrong"));
    });

    test("whoever lost the telephone gets another key from the administrator", async ({ server }) => {
      await signIn(password, recoveryCodes[1]);
      await expect(page).toHaveURL(/\/desk$/);
      server.run("admin", "staff", "reset-second-factor", email);
      await page.goto(at("/desk"));
      await expect(page).toHaveURL(/\/sign-in/);
      await signIn(password, recoveryCodes[2]);
      await expect(heading()).toHaveText(say("second-factor-title"));
      await expect(page.locator("main code")).not.toHaveText(key);
    });

    test("after too many wrong tries there is a pause, and even what is right waits", async () => {
      for (let tries = 0; tries < FREE; tries += 1) {
        await signIn(WRONG);
        await refused(say("sign-in-wrong"));
      }
      const answer = await signIn(password);
      expect(answer.status()).toBe(429);
      const seconds = Number(answer.headers()["retry-after"]);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(30);
      await refused(say("sign-in-pause", { minutes: 1 }), "sign-in-pause");
    });
  });
}
