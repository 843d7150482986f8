// Fills any form of a programme: what is known by the field's name, the first choice otherwise.

/** The controls that can be seen now, once by name, in the order of the page. */
const visible = (scope) =>
  scope.locator("[name]").evaluateAll((controls) => {
    const seen = controls.filter((control) => control.type !== "hidden" && control.tagName !== "BUTTON" && control.checkVisibility());
    const kind = (control) => (control.tagName === "SELECT" ? "select" : control.type);
    return [...new Map(seen.reverse().map((control) => [control.name, { name: control.name, kind: kind(control) }])).values()].reverse();
  });

/** Opens what is folded, then answers field by field: an answer may bring up others. */
export async function fill(page, scope, hands, answers) {
  const done = new Set();
  for (;;) {
    for (const summary of await scope.locator("details:not([open]) > summary").all()) if (await summary.isVisible()) await hands.press(page, summary);
    const next = (await visible(scope)).find(({ name }) => !done.has(name));
    if (!next) return;
    done.add(next.name);
    await answer(page, scope, hands, next, answers[next.name]);
  }
}

async function answer(page, scope, hands, { name, kind }, value) {
  const of = (id) => scope.locator(`[name="${name}"][value="${id}"]`);
  const all = scope.locator(`[name="${name}"]`);
  if (kind === "checkbox") {
    // Everything that can be chosen together.
    const boxes = value === undefined ? await scope.locator(`[name="${name}"]:not([data-exclusive])`).all() : [value].flat().map(of);
    for (const box of boxes) await hands.tick(page, box);
  } else if (kind === "radio") {
    await hands.tick(page, value === undefined ? all.first() : of(value));
  } else if (kind === "select") {
    if (value !== undefined) await hands.choose(page, all, value);
  } else if (value !== undefined && kind !== "file") {
    await hands.type(page, all, String(value));
  }
}
