// An appliance's way to a company: what taking part, the desk and the company do for it.
import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { moveClock } from "./clock.js";
import { checkPage } from "./index.js";
import { words } from "./words.js";

const say = words("ja");
export const PROGRAMME = "kojo-2023";
const SITE = { network_layout: "own_router", existing_utm: "no", policies: "none", free_hub_port: "yes", rules_accepted: "yes" };

/** Checks a page the first time it is seen. */
export function looker(page, prefix) {
  const seen = new Set();
  return async (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    await checkPage(page, `${prefix}-${name}`);
  };
}

/** From the first question to the fixed participation. */
export async function takePart({ me, clerk, answers, representative }) {
  await me.open(PROGRAMME);
  await me.checkEligibility();
  await me.fillIn(answers);
  const number = await me.send();
  await clerk.recordCall(PROGRAMME, answers.company_name, SITE);
  await me.comeBack(PROGRAMME, number, answers.email);
  await me.answerOffer();
  await me.sign(representative, answers.participant_name);
  await me.page.goto(me.at("/status"));
  return number;
}

/** The forms of an installation at the desk. */
export function desk(clerk) {
  const page = clerk.page;
  const act = async (name, fill = async () => {}) => {
    const form = page.locator(`form[action$='/${name}']`);
    const fold = page.locator("details", { has: form });
    if ((await fold.count()) && !(await fold.evaluate((one) => one.open))) await fold.locator("summary").click();
    await fill(form);
    await form.locator("button[type=submit]").click();
  };
  const open = async (name) => {
    await page.goto(`/desk/${PROGRAMME}/installations`);
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  };
  return { page, act, open, look: looker(page, "devices-desk") };
}

/** From the empty survey to the trial, without a look aside; the appliance has this serial number. Gives its certificate, key and authority in PEM. */
export async function install({ me, clerk, server, company, number, serial }) {
  const { page } = me;
  const at = desk(clerk);
  await page.goto("/status/appliance/survey");
  for (const [name, value] of [["site_layout", "own_router"], ["site_hub_port", "yes"], ["site_existing_utm", "none"], ["site_place", "yes"], ["site_power", "strip"]]) {
    await page.locator(`[name=${name}][value=${value}]`).check();
  }
  await page.locator("#site_devices").fill("12");
  await me.press(me.button("form-send"));
  await expect(page.locator("main")).toContainText(say("appliance-survey-sent"));
  await clerk.page.goto("/desk/devices");
  await clerk.page.locator("details summary").filter({ hasText: say("device-add") }).click();
  await clerk.page.locator("#serial").fill(serial);
  await clerk.page.locator("#vendor").fill("見本電機");
  await clerk.page.locator("#model").fill("UTM60");
  await clerk.page.locator("form[action$='/desk/devices'] button[type=submit]").last().click();
  await clerk.page.getByRole("link", { name: serial }).click();
  const download = clerk.page.waitForEvent("download");
  await clerk.page.getByRole("button", { name: say("device-issue"), exact: true }).click();
  const pem = readFileSync(await (await download).path(), "utf8");
  await at.open(company.company_name);
  await at.act("fit");
  await at.act("propose", (form) => form.locator("[name=propose_slot]").first().check());
  await page.goto("/status/appliance");
  await page.locator("[name=slot]").first().check();
  await page.locator("#agree").check();
  await me.press(me.button("appliance-choose"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("appliance-title-appointed"));
  await moveClock(server, "2023-09-05T17:00:00");
  await at.open(company.company_name);
  await at.act("install", async (form) => {
    await form.locator("#install_device").selectOption({ index: 1 });
    await form.locator("#install_technician").fill("技術 一郎");
    await form.locator("[name=install_check]").first().check();
  });
  await me.comeBack(PROGRAMME, number, company.email);
  return pem;
}
