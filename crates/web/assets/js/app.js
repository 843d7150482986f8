// Makes pages quicker and kinder; every page works without it.
(() => {
  "use strict";

  // Where something is wrong, start there.
  document.getElementById("errors")?.focus();

  // Fields that are asked only after another answer. The server decides the same again.
  const named = (name) => [...document.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const conditional = [...document.querySelectorAll("[data-when]")];
  const isChosen = (input) => !["radio", "checkbox"].includes(input.type) || input.checked;
  const showAsked = () => {
    for (const field of conditional) {
      const inputs = named(field.dataset.when);
      const wanted = field.dataset.is.split(" ");
      const values = inputs.filter((input) => isChosen(input) && !input.closest("[hidden]")).map((input) => input.value);
      field.hidden = inputs.length > 0 && !values.some((value) => wanted.includes(value));
      // What must be answered then lies open.
      if (values.includes(field.dataset.opens)) field.open = true;
    }
  };
  if (conditional.length) {
    document.addEventListener("change", showAsked);
    addEventListener("pageshow", showAsked);
    showAsked();
  }

  // How many characters are left: seen at once, told after a pause.
  for (const area of document.querySelectorAll("textarea[data-max]")) {
    const count = document.getElementById(`${area.id}-count`);
    if (!count) continue;
    const told = document.createElement("span");
    told.className = "sr";
    told.setAttribute("role", "status");
    count.after(told);
    let pause;
    const show = (event) => {
      const left = Number(area.dataset.max) - [...area.value.replace(/\r\n/g, "\n")].length;
      const text = (left < 0 ? count.dataset.over : count.dataset.left).replace("#", Math.abs(left).toLocaleString("en"));
      count.textContent = text;
      count.classList.toggle("over", left < 0);
      if (!event) return;
      clearTimeout(pause);
      pause = setTimeout(() => { told.textContent = text; }, 1000);
    };
    area.addEventListener("input", show);
    show();
  }

  // A second click sends nothing a second time; the server would notice it as well. Coming back makes it whole again.
  let changed = false;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    changed = false;
    if (form.method === "post" && !form.hasAttribute("hx-post")) form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  // Ask before something typed is lost.
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) changed = true;
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });

  // The way back to a list leads to it as it was left: filtered, sorted, on its page.
  try {
    if (document.querySelector("[data-list]")) sessionStorage.setItem("list", location.pathname + location.search);
    const back = document.querySelector("a[data-back]");
    const list = sessionStorage.getItem("list");
    if (back && list && list.split("?")[0] === back.pathname) back.href = list;
  } catch {
    // Nothing is kept here: the way back leads to the whole list.
  }

  // A part of a page that fetches itself again stays as it is when something else comes back: signed out, no answer.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr } = event.detail;
    if (!target.hasAttribute("data-keeps-itself")) return;
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    if (!page.getElementById(target.id)) event.detail.shouldSwap = false;
  });

  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
})();
