// One box that ticks all boxes of a name, and shows when all, some or none are ticked. Without this script it is not
// shown, and each box is ticked by itself.
(() => {
  "use strict";

  for (const whole of document.querySelectorAll("[data-choose-all]")) {
    const all = whole.querySelector("input");
    const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${whole.dataset.chooseAll}"]`)];
    const show = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    };

    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
    });
    for (const box of boxes) box.addEventListener("change", show);
    whole.hidden = boxes.length < 2;
    show();
  }
})();
