// M1 and M6 in the browser, through the real program: an appliance's life from the survey to the removal, and a company at
// which none can be installed. Every page in every state on a telephone and at a desk: no finding of axe, no console error,
// nothing wider than the screen.
import { applicant } from "./support/applicant.js";
import { moveClock } from "./support/clock.js";
import { company } from "./support/companies.js";
import { pointer } from "./support/hands.js";
import { expect, test } from "./support/index.js";
import { PROGRAMME, desk, looker, takePart } from "./support/installation.js";
import { signIn } from "./support/staff.js";
import { words } from "./support/words.js";

test.use({ program: "mamori", place: "devices" });
test.describe.configure({ mode: "serial" });

test("M1, M6: from the survey to the removal, on the telephone and at the desk", async ({ page, browser, server }) => {
  test.setTimeout(600_000);
  const say = words("ja");
  const answers = company(11, "株式会社 みなも印刷", { course: "utm", past_programmes: "none" });
  await moveClock(server, "2023-08-31T10:00:00");
  const clerk = await signIn(browser, server, "secretariat@example.jp");
  const me = applicant({ page, hands: pointer });
  const number = await takePart({ me, clerk, answers, representative: "髙﨑 花子" });
  // Days later the session is over: the company comes back by its link.
  const comeBack = async () => {
    await me.comeBack(PROGRAMME, number, answers.email);
    await page.goto("/status/appliance");
  };
  const look = looker(page, "appliance-ja");
  await me.press(me.link("status-appliance"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("appliance-title-survey"));
  await look("survey-asked");

  // The survey, mistakes first.
  await me.press(me.link("appliance-survey-begin"));
  await me.press(me.button("form-send"));
  await expect(page.locator("#errors")).toBeFocused();
  await look("survey-mistakes");
  for (const [name, value] of [["site_layout", "own_router"], ["site_hub_port", "yes"], ["site_existing_utm", "none"], ["site_place", "yes"], ["site_power", "strip"]]) {
    await page.locator(`[name=${name}][value=${value}]`).check();
  }
  await page.locator("#site_devices").fill("１２");
  await look("survey");
  await me.press(me.button("form-send"));
  await expect(page.locator("main")).toContainText(say("appliance-survey-sent"));
  await look("survey-sent");

  // The stock: an appliance with its certificate.
  const at = desk(clerk);
  await clerk.page.goto("/desk/devices");
  await at.look("stock-empty");
  await clerk.page.locator("details summary").filter({ hasText: say("device-add") }).click();
  await clerk.page.locator("#serial").fill("UTM60-0001");
  await clerk.page.locator("#vendor").fill("見本電機");
  await clerk.page.locator("#model").fill("UTM60");
  await clerk.page.locator("form[action$='/desk/devices'] button[type=submit]").last().click();
  await expect(clerk.page.locator("main")).toContainText("UTM60-0001");
  await at.look("stock");
  await clerk.page.getByRole("link", { name: "UTM60-0001" }).click();
  await at.look("device");
  const download = clerk.page.waitForEvent("download");
  await clerk.page.getByRole("button", { name: say("device-issue"), exact: true }).click();
  expect((await download).suggestedFilename()).toBe("UTM60-0001.pem");
  await clerk.page.goto("/desk/devices/import");
  await at.look("import");

  // Fit; times; the company agrees and chooses.
  await at.open(answers.company_name);
  await at.look("judge");
  await at.act("fit");
  await at.look("propose");
  await at.act("propose", async (form) => {
    await form.locator("[name=propose_slot]").nth(0).check();
    await form.locator("[name=propose_slot]").nth(2).check();
  });
  await page.goto("/status/appliance");
  await look("proposed");
  await page.locator("[name=slot]").first().check();
  await me.press(me.button("appliance-choose"));
  await expect(page.locator("#errors")).toContainText(say("device-refused-not-agreed"));
  await look("proposed-mistakes");
  await page.locator("[name=slot]").first().check();
  await page.locator("#agree").check();
  await me.press(me.button("appliance-choose"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("appliance-title-appointed"));
  await look("appointed");
  await clerk.page.goto(`/desk/${PROGRAMME}/visits?week=2023-09-05`);
  await expect(clerk.page.locator("main")).toContainText(answers.company_name);
  await at.look("visits");

  // Installed; the first line confirms it.
  await moveClock(server, "2023-09-05T12:00:00");
  await at.open(answers.company_name);
  await at.look("install");
  await at.act("install", async (form) => {
    await form.locator("#install_device").selectOption({ index: 1 });
    await form.locator("#install_technician").fill("技術 一郎");
    await form.locator("[name=install_check]").first().check();
  });
  await at.act("first_log");
  await at.look("trial");
  await comeBack();
  await expect(page.locator("main")).toContainText("令和5年12月4日");
  await expect(page.locator("main")).toContainText(say("appliance-days-left", { days: 91 }));
  await look("trial");

  // The company does not go on; it is taken away; what it gathered is deleted in time.
  await moveClock(server, "2023-11-20T10:00:00");
  await comeBack();
  await page.locator("[name=decision][value=remove]").check();
  await me.press(me.button("appliance-decide"));
  await look("leaving");
  await at.open(answers.company_name);
  await at.act("propose", (form) => form.locator("[name=propose_slot]").first().check());
  await page.goto("/status/appliance");
  await page.locator("[name=slot]").first().check();
  await me.press(me.button("appliance-choose"));
  await look("removal-appointed");
  await moveClock(server, "2023-11-30T15:00:00");
  await at.open(answers.company_name);
  await at.act("remove");
  await at.act("deleted", (form) => form.locator("[name=deleted_note]").fill("すべての記録を消去した"));
  await at.look("removed");
  await clerk.page.goto(`/desk/${PROGRAMME}/installations`);
  await at.look("list");
  await clerk.leave();
});
