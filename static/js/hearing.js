// The table of a hearing by keyboard: T, C and K choose, Del takes back, up and down go from row to row. The bar counts what is left. Without this script
// Tab and arrows choose within one row, and the figures are those of the last save.
(() => {
  "use strict";

  const form = document.getElementById("putusan");
  if (!form) return;
  const rows = [...form.querySelectorAll(".seg")].map((seg) => [...seg.querySelectorAll("input[type=radio]")]);
  const chosen = (row) => row.find((radio) => radio.checked);
  const rowOf = (radio) => rows.findIndex((row) => row.includes(radio));

  const enter = (row) => {
    if (row) (chosen(row) || row[0]).focus();
  };
  const changed = (radio) => radio.dispatchEvent(new Event("change", { bubbles: true }));

  form.addEventListener("keydown", (event) => {
    if (event.target.type !== "radio" || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = rowOf(event.target);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) {
      event.preventDefault();
      enter(rows[at + step]);
      return;
    }
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      // Back to what is recorded; no key takes back a decision that is saved.
      for (const radio of rows[at]) radio.checked = radio.value === radio.closest(".seg").dataset.recorded;
      enter(rows[at]);
      changed(rows[at][0]);
      return;
    }
    const wanted = rows[at].find((radio) => radio.dataset.key === event.key.toUpperCase());
    if (!wanted) return;
    event.preventDefault();
    wanted.checked = true;
    wanted.focus();
    changed(wanted);
    enter(rows[at + 1]);
  });

  const room = document.querySelector("[data-room]");
  // What is recorded stands in the page beside what was typed before a refusal.
  const recorded = [...form.querySelectorAll(".seg")].map((seg) => seg.dataset.recorded);
  const typedNow = () => rows.map((row) => chosen(row)?.value || "");
  const admitted = (all) => all.filter((one) => one === "admitted").length;
  const decided = (all) => all.filter(Boolean).length;
  const left = room?.querySelector("[data-left]");
  const undecided = room?.querySelector("[data-undecided]");
  const before = { left: Number(left?.textContent), undecided: Number(undecided?.textContent) };

  const show = () => {
    if (!room) return;
    left.textContent = before.left - admitted(typedNow()) + admitted(recorded);
    undecided.textContent = before.undecided - decided(typedNow()) + decided(recorded);
  };

  show();
  let typed = false;
  form.addEventListener("change", () => {
    typed = true;
    show();
  });
  form.addEventListener("submit", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
})();
