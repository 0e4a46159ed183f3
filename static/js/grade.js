// The grid of results by keyboard: K and B choose, arrows go from cell to cell. Without this script Tab and arrows
// choose within one cell, and nothing else changes.
(() => {
  "use strict";

  const form = document.getElementById("grades");
  if (!form) return;
  const grid = [...form.querySelectorAll(".grade tbody tr")].map((row) => [...row.querySelectorAll(".kbk")]);

  const place = (target) => {
    const cell = target.closest(".kbk");
    for (let row = 0; row < grid.length; row += 1) {
      const column = grid[row].indexOf(cell);
      if (column >= 0) return [row, column];
    }
    return null;
  };

  const enter = (row, column) => {
    const cell = grid[row]?.[column];
    if (!cell) return;
    (cell.querySelector("input[type=radio]:checked") || cell.querySelector("input[type=radio]")).focus();
  };

  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  form.addEventListener("keydown", (event) => {
    if (event.target.type !== "radio" || event.altKey || event.ctrlKey || event.metaKey) return;
    const here = place(event.target);
    if (!here) return;
    const [row, column] = here;
    if (moves[event.key]) {
      event.preventDefault();
      enter(row + moves[event.key][0], column + moves[event.key][1]);
      return;
    }
    const value = { k: "K", b: "BK" }[event.key.toLowerCase()];
    if (!value) return;
    event.preventDefault();
    const radio = [...grid[row][column].querySelectorAll("input[type=radio]")].find((one) => one.value === value);
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    // BK asks for words at once; K goes on to the next participant.
    if (value === "BK") grid[row][column].querySelector(".kbk__feedback").focus();
    else enter(row + 1, column);
  });

  let changed = false;
  form.addEventListener("change", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
})();
