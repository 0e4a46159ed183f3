// What the frame of every page does beside its form: leaving nothing behind at the sign-out, the browser's calendar
// beside each day that is typed, each file sent once, the keys of a call, and those of the search.

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

(() => {
  "use strict";

  // The text stays what is sent: a native field alone would show days in the order of the browser's language, which
  // need not be that of the page.
  const TYPED = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/;

  const iso = (text) => {
    const parts = TYPED.exec(text);
    return parts ? `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}` : "";
  };

  const offer = (day) => {
    const text = day.querySelector("input");
    const button = day.querySelector("button");
    const calendar = day.querySelector("[type=date]");
    if (!calendar.showPicker || text.readOnly || text.disabled) return;
    button.hidden = calendar.hidden = false;
    button.addEventListener("click", () => {
      calendar.value = iso(text.value);
      calendar.showPicker();
    });
    calendar.addEventListener("change", () => {
      text.value = calendar.value.split("-").reverse().join("/");
      // Whoever listens to the field hears of it as if it had been typed.
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.dispatchEvent(new Event("change", { bubbles: true }));
      text.focus();
    });
  };

  const offerAll = (within) => {
    for (const day of within.querySelectorAll(".day-field")) {
      if (day.dataset.offered) continue;
      day.dataset.offered = "true";
      offer(day);
    }
  };

  offerAll(document);
  // Parts of a page that arrive later.
  document.addEventListener("htmx:afterSwap", (event) => offerAll(event.target));
})();

(() => {
  "use strict";

  // A double click; later it is somebody who wants to send the form again.
  const SHORT = 3000;
  const sent = new WeakMap();

  // A file takes seconds to be read. Clicked twice it would be sent twice, and the answer of the first be lost.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.enctype !== "multipart/form-data") return;
    if (Date.now() - (sent.get(form) || 0) < SHORT) event.preventDefault();
    else sent.set(form, Date.now());
  });
})();

// The questions of a call by keyboard; here, since its page has as many files as a page may have. A digit chooses in the
// question that has the focus and leads on to the next one that is asked, as Enter does; Ctrl+Enter saves. Without this script Tab and
// arrows choose, and nothing else changes.
(() => {
  "use strict";

  const form = document.getElementById("call");
  if (!form) return;
  const first = (ask) => ask.querySelector("input:checked") || ask.querySelector("input, select, textarea");
  const asked = () => [...form.querySelectorAll(".ask")].filter((one) => one.offsetParent !== null && first(one));

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    const { target } = event;
    const lead = () => {
      const rows = asked();
      const next = rows[rows.indexOf(target.closest(".ask")) + 1];
      if (next) first(next).focus();
    };
    if (event.key === "Enter" && target.matches("input")) {
      event.preventDefault();
      lead();
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || !["radio", "checkbox"].includes(target.type)) return;
    if (!/^[1-9]$/.test(event.key)) return;
    const ask = target.closest(".ask");
    const option = [...ask.querySelectorAll("input")][Number(event.key) - 1];
    if (!option) return;
    event.preventDefault();
    option.checked = option.type === "radio" || !option.checked;
    option.dispatchEvent(new Event("change", { bubbles: true }));
    option.focus();
    if (option.type !== "checkbox") lead();
  });

  // After a refusal the question that it is about has the focus; one about the whole call has no question.
  const refused = form.querySelector(".ask .errorlist")?.closest(".ask");
  const begin = refused && first(refused) ? refused : asked()[0];
  if (begin) first(begin).focus();
})();

// "/" goes to the search field of the page, the arrows go through what was found.
(() => {
  "use strict";

  const isTyping = (where) => where instanceof HTMLElement && (where.isContentEditable || where.matches("input:not([type=radio], [type=checkbox]), textarea, select"));

  function next(hits, step) {
    const place = hits.indexOf(document.activeElement);
    const to = hits[place + step];
    if (to) to.focus();
    else if (place === 0) document.querySelector("[data-find]").focus();
  }

  document.addEventListener("keydown", (press) => {
    if (press.ctrlKey || press.altKey || press.metaKey || press.defaultPrevented) return;
    if (press.key === "/" && !isTyping(press.target)) {
      const fields = ["[data-find]", "#quick-search"].map((where) => document.querySelector(where));
      const field = fields.find((one) => one?.offsetParent);
      if (!field) return;
      press.preventDefault();
      field.focus();
      field.select();
      return;
    }
    const hits = [...document.querySelectorAll(".hit")];
    const isHere = hits.includes(press.target) || press.target.matches?.("[data-find]");
    if (isHere && ["ArrowDown", "ArrowUp"].includes(press.key)) {
      press.preventDefault();
      next(hits, press.key === "ArrowDown" ? 1 : -1);
    }
  });
})();
