// Two ways to use a page: with a pointer, and with the keyboard alone. A journey is written once for both.
import { expect } from "@playwright/test";
import { showsFocus, tabTo } from "./index.js";

/** With a mouse or a finger. */
export const pointer = {
  press: (page, target) => target.click(),
  type: (page, target, text) => target.fill(text),
  choose: (page, target, value) => target.selectOption(value),
  tick: (page, target) => target.check(),
};

/** Steps that a long list of choices may take. */
const LONGEST_LIST = 120;

/** With the keyboard; every stop must show its focus. */
export const keyboard = {
  async press(page, target) {
    await reach(page, target);
    await page.keyboard.press("Enter");
  },
  async type(page, target, text) {
    await reach(page, target);
    await page.keyboard.press("Control+A");
    await page.keyboard.type(text);
  },
  async choose(page, target, value) {
    await reach(page, target);
    for (let steps = 0; steps < LONGEST_LIST && (await target.inputValue()) !== value; steps += 1) await page.keyboard.press("ArrowDown");
    await expect(target).toHaveValue(value);
  },
  async tick(page, target) {
    if (await target.isChecked()) return;
    if ((await target.getAttribute("type")) === "checkbox") {
      await reach(page, target);
      return page.keyboard.press("Space");
    }
    // Tab stops once at a group: at what is chosen, otherwise at its first.
    const group = page.locator(`main input[name="${await target.getAttribute("name")}"]`);
    const chosen = group.and(page.locator(":checked"));
    await reach(page, (await chosen.count()) ? chosen : group.first());
    await page.keyboard.press("Space");
    for (let steps = 0; steps < LONGEST_LIST && !(await target.isChecked()); steps += 1) await page.keyboard.press("ArrowDown");
    await expect(target).toBeChecked();
  },
};

async function reach(page, target) {
  await tabTo(page, target);
  expect(await showsFocus(page), `focus is seen on ${target}`).toBe(true);
}
