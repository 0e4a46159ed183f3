// A button that copies the text of a field. Over plain HTTP browsers have no clipboard but the old command.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.getElementById(button.dataset.copy).select();
    if (document.execCommand("copy")) {
      button.querySelector("[role=status]").textContent = button.dataset.done;
    }
  });
}
