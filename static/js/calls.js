// The questions of a call by keyboard: a digit chooses in the question that has the focus and leads on to the next one
// that is asked; Ctrl+Enter saves. Without this script Tab and arrows choose, and nothing else changes.
(() => {
  "use strict";

  const form = document.getElementById("call");
  if (!form) return;
  const asked = () => [...form.querySelectorAll(".ask")].filter((one) => one.offsetParent !== null);
  const first = (ask) => ask.querySelector("input:checked") || ask.querySelector("input, select, textarea");

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    const { target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || !["radio", "checkbox"].includes(target.type)) return;
    if (!/^[1-9]$/.test(event.key)) return;
    const ask = target.closest(".ask");
    const option = [...ask.querySelectorAll("input")][Number(event.key) - 1];
    if (!option) return;
    event.preventDefault();
    option.checked = option.type === "radio" || !option.checked;
    option.dispatchEvent(new Event("change", { bubbles: true }));
    option.focus();
    if (option.type === "checkbox") return;
    const rows = asked();
    const next = rows[rows.indexOf(ask) + 1];
    if (next) first(next).focus();
  });

  // After a refusal the question that it is about has the focus.
  const begin = form.querySelector(".ask .errorlist")?.closest(".ask") || asked()[0];
  if (begin) first(begin).focus();
})();
