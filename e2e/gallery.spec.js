// Every component in every state, in both languages: no finding of axe, no console error, nothing wider than the screen.
import { checkPage, expect, showsFocus, tabTo, test, withoutJavaScript } from "./support/index.js";

const PAGES = ["", "/programme", "/form", "/form?wrong", "/tasks", "/check", "/done", "/status", "/desk", "/case", "/error/not-found", "/error/denied", "/error/unavailable"];

for (const language of ["ja", "en"]) {
  for (const path of PAGES) {
    test(`gallery${path} in ${language}`, async ({ page }) => {
      await page.goto(`${language === "en" ? "/en" : ""}/_gallery${path}`);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await expect(page.locator("h1")).toHaveCount(1);
      await checkPage(page, `gallery${path.replace(/\W+/g, "-")}-${language}`);
    });
  }
}

test("every word is said in the language of the page", async ({ page }) => {
  for (const path of PAGES) {
    for (const prefix of ["", "/en"]) {
      await page.goto(`${prefix}/_gallery${path}`);
      const text = await page.locator("body").innerText();
      expect(text.match(/\b[a-z]+(-[a-z0-9]+){1,3}\b(?=$|\n)/gm)?.filter((word) => /^(nav|field|error|task|step|answer|pages|demo|flash|industry)-/.test(word)) ?? [], `${prefix}${path}`).toEqual([]);
    }
  }
});

test("mistakes are summed up, named in the title, and reached by a link", async ({ page }) => {
  await page.goto("/_gallery/form");
  await page.getByLabel("企業名 ※必須", { exact: true }).fill("株式会社 髙﨑商店");
  await page.getByRole("radio", { name: "会社", exact: true }).check();
  await page.getByRole("button", { name: "保存して次へ" }).click();
  await expect(page).toHaveTitle(/^エラー：/);
  await expect(page.locator("#errors")).toBeFocused();
  await expect(page.getByLabel("企業名 ※必須", { exact: true })).toHaveValue("株式会社 髙﨑商店");
  await page.locator("#errors").getByRole("link", { name: /^法人番号/ }).click();
  await expect(page.locator("#corporate_number")).toBeFocused();
  await expect(page.locator("#corporate_number")).toHaveAttribute("aria-invalid", "true");
});

async function fill(page) {
  await page.locator("[name=kind][value=sole_proprietor]").check();
  await page.locator("#company_name").fill("髙﨑屋");
  await page.locator("#company_kana").fill("たかさきや");
  await page.locator("#postal_code").fill("１６３ー８００１");
  await page.locator("#prefecture").selectOption("東京都");
  await page.locator("#address").fill("みどり区緑町2-8-1");
  await page.locator("#industry").selectOption("58");
  await page.locator("#capital_yen").fill("1000万円");
  await page.locator("#employees").fill("１２");
  await page.locator("#email").fill("takasaki@example.jp");
  await page.locator("#telephone").fill("03-1234-5678");
  await page.locator("[name=measures][value=utm]").check();
  await page.locator("[name=before][value=no]").check();
  await page.locator("#declaration").check();
}

test("a filled form is taken, and the next page says so once", async ({ page }) => {
  await page.goto("/_gallery/form");
  await fill(page);
  await expect(page.locator("#corporate_number")).toBeHidden();
  await expect(page.locator("#before_which")).toBeHidden();
  await page.getByRole("button", { name: "保存して次へ" }).click();
  await expect(page).toHaveURL(/tasks$/);
  await expect(page.getByRole("status").filter({ hasText: "保存しました" })).toBeVisible();
  await page.reload();
  await expect(page.getByText("保存しました", { exact: true })).toHaveCount(0);
});

test("the same without JavaScript", async ({ browser, server }) => {
  await withoutJavaScript(browser, server, async (page) => {
    await page.goto("/_gallery/form");
    await page.getByRole("button", { name: "保存して次へ" }).click();
    await expect(page).toHaveTitle(/^エラー：/);
    await expect(page.locator("#corporate_number")).toBeVisible();
    await fill(page);
    await page.getByRole("button", { name: "保存して次へ" }).click();
    await expect(page.getByText("保存しました")).toBeVisible();
    await page.goto("/_gallery/desk");
    await page.getByLabel("会社名・受付番号・電話").fill("ひばり");
    await page.getByRole("button", { name: "絞り込む" }).click();
    await expect(page.locator("tbody tr")).toHaveCount(1);
  });
});

test("the same with the keyboard alone", async ({ page }) => {
  await page.goto("/_gallery/form");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "本文へ" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#main$/);
  const type = async (id, text) => {
    await tabTo(page, page.locator(id));
    expect(await showsFocus(page), id).toBe(true);
    await page.keyboard.type(text);
  };
  const choose = async (id, value) => {
    await tabTo(page, page.locator(id));
    for (let presses = 0; presses < 60 && (await page.locator(id).inputValue()) !== value; presses += 1) await page.keyboard.press("ArrowDown");
    await expect(page.locator(id)).toHaveValue(value);
  };
  await tabTo(page, page.locator("#kind"));
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("[name=kind][value=sole_proprietor]")).toBeChecked();
  await type("#company_name", "髙﨑屋");
  await type("#company_kana", "たかさきや");
  await type("#postal_code", "1638001");
  await choose("#prefecture", "東京都");
  await type("#address", "みどり区緑町2-8-1");
  await choose("#industry", "58");
  await type("#capital_yen", "1000万円");
  await type("#employees", "12");
  await type("#email", "takasaki@example.jp");
  await type("#telephone", "0312345678");
  await type("#measures", " ");
  await type("#before", " ");
  await page.keyboard.press("ArrowDown");
  await type("#declaration", " ");
  await tabTo(page, page.getByRole("button", { name: "保存して次へ" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/tasks$/);
});

test("characters are counted while typing", async ({ page }) => {
  await page.goto("/_gallery/form");
  await expect(page.locator("#expectation-count")).toHaveText("あと400文字入力できます");
  await page.locator("#expectation").fill("𠮟る");
  await expect(page.locator("#expectation-count")).toHaveText("あと398文字入力できます");
  await page.locator("#expectation").fill("あ".repeat(401));
  await expect(page.locator("#expectation-count")).toHaveText("1文字超えています");
});

test("the desk's list follows the search", async ({ page }) => {
  await page.goto("/_gallery/desk");
  await page.getByLabel("会社名・受付番号・電話").fill("ひばり");
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await expect(page).toHaveURL(/search=/);
  await page.getByLabel("会社名・受付番号・電話").fill("どこにもない");
  await expect(page.getByText("該当する申込みはありません")).toBeVisible();
  await checkPage(page, "gallery-desk-empty-ja");
});

test("answers carry strict headers, and assets may be kept for ever", async ({ request, server }) => {
  const page = await request.get(`${server.url}/_gallery`);
  const policy = page.headers()["content-security-policy"];
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  expect(page.headers()["cache-control"]).toBe("no-store");
  const style = (await page.text()).match(/\/assets\/style\.[0-9a-f]+\.css/)[0];
  const sheet = await request.get(server.url + style);
  expect(sheet.headers()["cache-control"]).toContain("immutable");
  expect(sheet.headers()["content-encoding"]).toBe("gzip");
  const again = await request.get(server.url + style, { headers: { "if-none-match": sheet.headers().etag } });
  expect(again.status()).toBe(304);
});

test("a form from elsewhere and one without its token are refused", async ({ request, server }) => {
  const foreign = await request.post(`${server.url}/_gallery/form`, { form: { kind: "x" }, headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" } });
  expect(foreign.status()).toBe(403);
  const bare = await request.post(`${server.url}/_gallery/form`, { form: { kind: "x" } });
  expect(bare.status()).toBe(403);
  const program = await request.get(`${server.url}/nowhere`, { headers: { accept: "application/json" } });
  expect(program.status()).toBe(404);
  expect(program.headers()["content-type"]).toBe("application/problem+json");
});
