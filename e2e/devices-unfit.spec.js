// M1 in the browser: a site at which no appliance can be installed. The company is told why and is offered the other course.
import { applicant } from "./support/applicant.js";
import { moveClock } from "./support/clock.js";
import { company } from "./support/companies.js";
import { pointer } from "./support/hands.js";
import { expect, test } from "./support/index.js";
import { PROGRAMME, desk, looker, takePart } from "./support/installation.js";
import { signIn } from "./support/staff.js";
import { words } from "./support/words.js";

test.use({ program: "mamori", place: "devices-unfit" });

test("M1: nothing can be installed, so the other course is offered, taken and noted", async ({ page, browser, server }) => {
  test.setTimeout(300_000);
  const say = words("ja");
  const answers = company(12, "有限会社 坂の上文具", { course: "utm", past_programmes: "none" });
  await moveClock(server, "2023-08-31T10:00:00");
  const clerk = await signIn(browser, server, "secretariat@example.jp");
  const me = applicant({ page, hands: pointer });
  await takePart({ me, clerk, answers, representative: "髙﨑 花子" });
  const look = looker(page, "appliance-unfit");
  await me.press(me.link("status-appliance"));
  await me.press(me.link("appliance-survey-begin"));
  for (const [name, value] of [["site_layout", "own_router"], ["site_hub_port", "none"], ["site_existing_utm", "none"], ["site_place", "no"], ["site_power", "no"]]) {
    await page.locator(`[name=${name}][value=${value}]`).check();
  }
  await page.locator("#site_devices").fill("3");
  await me.press(me.button("form-send"));
  await expect(page.locator("main")).toContainText(say("appliance-survey-sent"));

  // Without a reason nothing is decided; with one the company reads it.
  const reason = "置く場所と電源がなく、配線の工事もできないため。";
  const at = desk(clerk);
  await at.open(answers.company_name);
  await at.act("unfit");
  await expect(clerk.page.locator("#errors")).toBeVisible();
  await at.look("unfit-mistakes");
  await at.act("unfit", (form) => form.locator("#unfit_reason").fill(reason));
  await at.look("unfit");
  await page.goto("/status/appliance");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("appliance-title-unsuitable"));
  await expect(page.locator("main")).toContainText(reason);
  await expect(page.locator("main")).toContainText(say("appliance-offer-open"));
  await look("offered");
  const mails = await (await page.request.get("/demo/mails")).text();
  expect(mails).toContain(answers.email);

  // No answer is none; then it wants the other course, and the secretariat moves it.
  await me.press(me.button("appliance-offer-send"));
  await expect(page.locator("#errors")).toBeVisible();
  await look("not-answered");
  await page.locator("[name=course][value=accept]").check();
  await me.press(me.button("appliance-offer-send"));
  await expect(page.locator("main")).toContainText(say("appliance-offer-accepted"));
  await look("accepted");
  await at.open(answers.company_name);
  await at.act("moved");
  await at.look("moved");
  await page.goto("/status/appliance");
  await expect(page.locator("main")).toContainText(say("appliance-offer-moved"));
  await clerk.leave();
});
