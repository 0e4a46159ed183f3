// Copying a paper roll: Enter goes on to the next line, from the last one to the button that saves.
(() => {
  "use strict";

  const form = document.getElementById("paper");
  if (!form) return;
  const lines = [...form.querySelectorAll("[data-line]")];
  const isEmpty = () => lines.every((line) => !line.value.trim());
  let leaving = false;

  form.addEventListener("keydown", (event) => {
    const place = lines.indexOf(event.target);
    if (event.key !== "Enter" || place < 0) return;
    event.preventDefault();
    (lines[place + 1] || form.querySelector("button[type=submit]")).focus();
  });
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && !isEmpty()) event.preventDefault();
  });
  (lines.find((line) => line.classList.contains("is-invalid")) || lines[0])?.focus();
})();
