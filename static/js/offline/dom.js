// Words and parts come from the page, in its language; nothing here is shown as it stands.

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

const words = document.getElementById("words").content;

export const say = (name, values = {}) => {
  const sentence = one(`[data-word="${name}"]`, words).textContent;
  return sentence.replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
};

export const copy = (name) => document.getElementById(name).content.cloneNode(true);

export const show = (element, visible) => { element.hidden = !visible; };

// One screen at a time; what is asked of the person stands first in it.
export const screen = (name) => {
  for (const element of all("[data-screen]")) show(element, element.dataset.screen === name);
};

export const current = () => one("[data-screen]:not([hidden])")?.dataset.screen;

// Said again, the same would be read aloud again.
export const write = (place, sentence) => { if (place.textContent !== sentence) place.textContent = sentence; };

export const notice = (place, sentence, kind) => {
  place.className = sentence ? `notice notice--${kind} section-gap` : "";
  write(place, sentence);
};

export const download = (name, content) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

let holds = () => true;

// The answer to a press. It stands as long as it is true.
export const news = (sentence = "", kind = "warn", isTrue = () => true) => {
  holds = isTrue;
  notice(one("[data-news]"), sentence, kind);
};

export const dropOldNews = () => { if (!holds()) news(); };
