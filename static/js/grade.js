// The grid of results by keyboard: K and B choose, Del takes back what is not saved yet, arrows go from cell to cell. Without this script Tab and arrows
// choose within one cell, and nothing else changes.
(() => {
  "use strict";

  const form = document.getElementById("grades");
  if (!form) return;
  // By row and column of the table; empty where nothing can be chosen, such as a unit that somebody does not take.
  const grid = [...form.querySelectorAll(".grade tbody tr")].map((row) => (
    [...row.cells].map((cell) => cell.querySelector(".kbk"))
  ));

  const place = (target) => {
    const cell = target.closest(".kbk");
    for (let row = 0; row < grid.length; row += 1) {
      const column = grid[row].indexOf(cell);
      if (column >= 0) return [row, column];
    }
    return null;
  };

  // The next place to choose in this direction: in the same unit, or of the same participant.
  const next = ([row, column], [down, right]) => {
    for (let at = row + down, over = column + right; grid[at]?.[over] !== undefined; at += down, over += right) {
      if (grid[at][over]) return grid[at][over];
    }
    return null;
  };

  const enter = (cell) => {
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
      enter(next(here, moves[event.key]));
      return;
    }
    const radios = [...grid[row][column].querySelectorAll("input[type=radio]")];
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      // What is saved stays in the file: a new attempt changes it, no key does.
      for (const radio of radios) radio.checked = radio.defaultChecked;
      radios[0].dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    const value = { k: "K", b: "BK" }[event.key.toLowerCase()];
    if (!value) return;
    event.preventDefault();
    const radio = radios.find((one) => one.value === value);
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    // On to the next participant; at the last one the words of a BK are what is left.
    const below = next(here, moves.ArrowDown);
    if (below) enter(below);
    else if (value === "BK") grid[row][column].querySelector(".kbk__feedback").focus();
  });

  const shown = document.querySelector("[data-recorded]");
  // Nobody waits for the results of people who left: the number is of the others.
  const counted = grid.flat().filter((cell) => cell && !cell.closest("[data-left]"));
  const marked = () => counted.filter((cell) => cell.querySelector("input[type=radio]:checked")).length;
  const before = marked();

  let changed = false;
  form.addEventListener("change", () => {
    changed = true;
    if (shown) shown.textContent = shown.textContent.replace(/\d+/, Number(shown.dataset.recorded) + marked() - before);
  });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
})();
