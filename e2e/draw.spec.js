// D1: anyone who applied checks the draw on their own machine: with the program, and with the page opened from disk.
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkPage, expect, test } from "./support/index.js";

test.use({ program: "demo" });
test.describe.configure({ mode: "serial" });


test("D1: the bundle of a draw verifies, and one changed byte is found", async ({ page, browser, server }) => {
  const bundle = join(server.data, "bundle.zip");
  const damaged = join(server.data, "damaged.zip");
  const verifier = join(server.data, "verifier.html");
  await page.goto("/programmes/followup-2024/draw");
  const bytes = await (await page.request.get("/programmes/followup-2024/draw/bundle.zip")).body();
  writeFileSync(bundle, bytes);
  writeFileSync(verifier, await (await page.request.get("/programmes/followup-2024/draw/verifier")).body());
  const changed = Buffer.from(bytes);
  // Within the list of entries: some digit of a label becomes another one.
  const at = changed.indexOf("entries.csv") + 40;
  changed[at] = changed[at] === 0x61 ? 0x62 : 0x61;
  writeFileSync(damaged, changed);

  const said = execFileSync(server.program, ["draw", "verify", bundle, "--format", "json"], { cwd: server.data, encoding: "utf8" });
  expect(JSON.parse(said).ok).toBe(true);
  const refused = spawnSync(server.program, ["draw", "verify", damaged, "--format", "json"], { cwd: server.data, encoding: "utf8" });
  expect(refused.status).toBe(1);
  expect(JSON.parse(refused.stdout).failed).toBeTruthy();

  const offline = await browser.newContext({ offline: true, locale: "ja-JP" });
  const reader = await offline.newPage();
  await reader.goto(pathToFileURL(verifier).href);
  await reader.locator("#bundle").setInputFiles(bundle);
  await reader.locator("#verify").click();
  await expect(reader.locator("#result")).toBeVisible({ timeout: 60_000 });
  await checkPage(reader, "verifier-ok");
  const good = await reader.locator("#banner").getAttribute("class");
  await reader.locator("#bundle").setInputFiles(damaged);
  await reader.locator("#verify").click();
  await expect(reader.locator("#banner")).not.toHaveClass(good, { timeout: 60_000 });
  await checkPage(reader, "verifier-damaged");
  await offline.close();
});
