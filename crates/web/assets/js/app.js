// Makes pages quicker; every page works without it.
(() => {
  const summary = document.getElementById("errors");
  if (summary) summary.focus();

  // Fields that are asked only after another answer.
  const conditional = [...document.querySelectorAll("[data-when]")];
  const update = () => {
    for (const field of conditional) {
      const wanted = field.dataset.is.split(" ");
      const chosen = [...document.querySelectorAll(`[name="${CSS.escape(field.dataset.when)}"]`)]
        .filter((input) => (input.type === "radio" || input.type === "checkbox" ? input.checked : true))
        .map((input) => input.value);
      const known = document.querySelector(`[name="${CSS.escape(field.dataset.when)}"]`) !== null;
      field.hidden = known && !chosen.some((value) => wanted.includes(value));
    }
  };
  if (conditional.length) {
    document.addEventListener("change", update);
    update();
  }

  // How many characters are left.
  for (const area of document.querySelectorAll("textarea[data-max]")) {
    const count = document.createElement("p");
    count.className = "count";
    count.setAttribute("aria-live", "polite");
    area.after(count);
    const show = () => { count.textContent = `${area.dataset.left} ${Number(area.dataset.max) - [...area.value].length}`; };
    area.addEventListener("input", show);
    show();
  }

  // A second click on a button sends nothing a second time; the server would notice it as well.
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
  addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });

  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
})();
