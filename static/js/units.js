// The sum of JP while units are typed. Without this script it is shown as it was saved.
(() => {
  "use strict";

  const form = document.querySelector("[data-units]");
  const shown = form?.querySelector("[data-jp-sum]");
  if (!shown) return;
  const saved = Number(form.dataset.units);
  const total = () => Number(form.querySelector("[name=total_jp]")?.value || shown.dataset.jpTotal);

  const show = () => {
    let sum = saved;
    for (const field of form.querySelectorAll("[name^='jp_'], [name$='-jp']")) {
      const row = field.closest("tr");
      const code = row?.querySelector("[name$='-code']");
      if (!code || code.value.trim()) sum += Number.parseInt(field.value, 10) || 0;
    }
    shown.textContent = String(sum);
    shown.closest("[data-jp-line]").classList.toggle("is-equal", sum === total());
  };

  form.addEventListener("input", show);
  show();
})();
