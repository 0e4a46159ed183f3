// On a PC that several people share nothing stays behind: marks of the roll that were never sent are deleted when
// their owner signs out, after a question, and any that are older than three days. The server says so with a header
// as well, but browsers obey that one over HTTPS only.
(() => {
  "use strict";

  const PREFIX = "roll:";
  const LONGEST = 72 * 60 * 60 * 1000;
  const names = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));

  const isOld = (name) => {
    try {
      return !(Date.now() - JSON.parse(localStorage.getItem(name)).at < LONGEST);
    } catch {
      return true;
    }
  };

  try {
    for (const name of names()) if (isOld(name)) localStorage.removeItem(name);
  } catch {
    // A browser that stores nothing keeps nothing.
    return;
  }
  const form = document.querySelector("form.nav-out");
  form?.addEventListener("submit", (event) => {
    const own = names().filter((name) => name.startsWith(`${PREFIX}${form.dataset.reader}:`));
    if (own.length && !window.confirm(form.dataset.unsent)) {
      event.preventDefault();
      return;
    }
    for (const name of own) localStorage.removeItem(name);
    // The page of a roll must not keep them again while it is being left.
    document.dispatchEvent(new Event("terampil:sign-out"));
  });
})();
