// What an eye would stumble over on the page as it is drawn now: a list of [what, where].
() => {
  const SMALLEST_TEXT = 10.5, SMALLEST_TARGET = 24, FEWEST_LETTERS = 6, MOST_EMPTY = 300;
  const found = [];
  const words = (text) => text.trim().replace(/\s+/g, " ").slice(0, 50);
  const isShown = (element) => {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && style.visibility === "visible" && style.opacity !== "0";
  };
  // Drawings of paper, and tables that are meant to be scrolled, are read otherwise.
  const isApart = (element) => element.closest(".visually-hidden, svg, .sheet, .matrix, .week");

  const lookAtText = (node) => {
    const element = node.parentElement, text = node.textContent.trim();
    if (!isShown(element) || isApart(element)) return;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = new Set([...range.getClientRects()].filter((r) => r.width > 0).map((r) => Math.round(r.top))).size;
    const style = getComputedStyle(element);
    if (lines > 3 && text.length / lines < FEWEST_LETTERS) found.push(["column of letters", words(text)]);
    if (parseFloat(style.fontSize) < SMALLEST_TEXT) found.push(["small text", `${style.fontSize} ${words(text)}`]);
    const isCut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    if (isCut && ["hidden", "clip"].includes(style.overflowX) && !element.title) found.push(["cut text", words(text)]);
  };

  const lookAtPanel = (panel) => {
    const bottom = panel.getBoundingClientRect().bottom;
    const filled = [...panel.querySelectorAll("*")].filter((e) => isShown(e) && !e.querySelector("*"));
    const lowest = Math.max(panel.getBoundingClientRect().top, ...filled.map((e) => e.getBoundingClientRect().bottom));
    if (isShown(panel) && bottom - lowest > MOST_EMPTY) found.push(["empty panel", words(panel.innerText)]);
  };

  const lookAtTarget = (control) => {
    const box = control.getBoundingClientRect();
    if (!isShown(control) || isApart(control)) return;
    if (box.width < SMALLEST_TARGET || box.height < SMALLEST_TARGET) {
      found.push(["too small to touch", `${Math.round(box.width)} x ${Math.round(box.height)} ${words(control.innerText)}`]);
    }
  };

  const wide = document.documentElement.scrollWidth;
  if (wide > window.innerWidth + 1) found.push(["wider than the screen", `${wide} px`]);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (texts.currentNode.textContent.trim()) lookAtText(texts.currentNode);
  }
  document.querySelectorAll(".panel").forEach(lookAtPanel);
  if (window.innerWidth < 500) document.querySelectorAll("button, .btn, summary").forEach(lookAtTarget);
  return [...new Map(found.map((one) => [one.join(), one])).values()].slice(0, 20);
}
