// The attendance sheet sends each row by itself as soon as it is marked. Without this script the sheet is one form
// with a save button; with it, that button still works. Rows that could not be sent stay in this browser until they
// are: only ids, status, minutes and the token of the sending, never a name or a note, and only for the reader who
// marked them. `frame.js` deletes them.
(() => {
  "use strict";

  const form = document.getElementById("roll");
  if (!form) return;
  const key = `roll:${form.dataset.reader}:${form.dataset.session}`;
  const field = (row, name) => row.querySelector(`input[name^="${name}-"]`);
  const rows = [...form.querySelectorAll("[data-person]")];
  const pending = new Map(); // person -> "waiting" (to be sent again), "asking" (not complete) or "stale"
  const NONE = "unmarked"; // the choice that takes a mark back
  const sendings = new Map(); // person -> what was sent, with the token under which it counts once
  const touched = new Set(); // people whom this tab has marked; what another tab keeps is left alone
  const PATIENCE = 15000;
  const AGAIN = 10000;
  let leaving = false;

  const token = () => {
    // crypto.randomUUID exists on secure origins only; an office network may have plain http.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  // What the server has, as far as this page knows: status, minutes and note.
  const standing = (row) => field(row, "seen").value.split("|");
  const missing = (row, radio) => ["late", "note"].find((name) => name in radio.dataset && !field(row, name).value.trim());
  const chosen = (row) => row.querySelector("input[type=radio]:checked");
  const labelOf = (radio) => (radio ? form.querySelector(`label[for="${radio.id}"]`).textContent : "");
  const radioOf = (row, code) => [...row.querySelectorAll("input[type=radio]")].find((radio) => radio.value === code);

  const say = (row, state, word = "") => {
    const copy = document.getElementById(`roll-state-${state}`).content.cloneNode(true);
    const place = copy.querySelector("[data-word]");
    if (place) place.textContent = word;
    row.querySelector("[data-state]").replaceChildren(copy);
  };

  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(key)).rows || {};
    } catch {
      return {};
    }
  };

  const keep = () => {
    const waiting = kept();
    for (const row of rows) {
      const person = row.dataset.person;
      const radio = chosen(row);
      if (!touched.has(person)) continue;
      delete waiting[person];
      if (!pending.has(person) || !radio) continue;
      waiting[person] = [radio.value, field(row, "late").value, field(row, "version").value, sendings.get(person)?.token];
    }
    try {
      if (Object.keys(waiting).length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), rows: waiting }));
      else localStorage.removeItem(key);
    } catch {
      // A browser that stores nothing still sends; the warning on leaving remains.
    }
    const unsent = [...pending.values()].filter((state) => state === "waiting").length;
    tell("roll-unsent", unsent);
    tell("roll-asking", pending.size - unsent);
    document.getElementById("roll-send").hidden = !unsent;
  };

  const tell = (id, count) => {
    const place = document.getElementById(id);
    place.hidden = !count;
    place.querySelector("[data-count]").textContent = count;
  };

  // An answer that was lost on its way is asked for again under the same token: the server gives it once more.
  const tokenOf = (row, body) => {
    const person = row.dataset.person;
    const what = JSON.stringify([body.status, body.minutes_late, body.note, body.version]);
    if (sendings.get(person)?.what !== what) sendings.set(person, { what, token: token() });
    return sendings.get(person).token;
  };

  const post = (address, values) =>
    fetch(address, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined,
      headers: {
        "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
        "X-Idempotency-Token": values.token,
      },
      body: new URLSearchParams(values.body),
    });

  const show = (answer) => {
    document.getElementById("roll-tally").innerHTML = answer.tally;
    document.getElementById("roll-checks").innerHTML = answer.checks;
  };

  const settle = (row, answer) => {
    field(row, "version").value = answer.version;
    field(row, "seen").value = answer.seen;
    for (const part of row.querySelectorAll(".roll__choice, .roll__known")) part.remove();
  };

  // What the other side alone records has no choice on this page until it stands.
  const offer = (row, answer) => {
    if (!answer.status || radioOf(row, answer.status)) return;
    const none = radioOf(row, NONE);
    const radio = none.cloneNode();
    const words = document.createElement("label");
    Object.assign(radio, { value: answer.status, id: `${answer.status}-${row.dataset.person}`, checked: false });
    delete radio.dataset.none;
    Object.assign(words, { htmlFor: radio.id, className: `mark-${answer.look}`, textContent: answer.word });
    none.before(radio, words);
  };

  const askWhich = (row, answer) => {
    settle(row, answer);
    offer(row, answer);
    const copy = document.getElementById("roll-choice").content.cloneNode(true);
    copy.querySelector("[data-take] [data-word]").textContent = answer.word;
    copy.querySelector("[data-by]").textContent = answer.by;
    copy.querySelector("[data-keep] [data-mine]").textContent = labelOf(chosen(row));
    copy.querySelector("[data-keep]").addEventListener("click", () => send(row));
    copy.querySelector("[data-take]").addEventListener("click", () => {
      for (const radio of row.querySelectorAll("input[type=radio]")) radio.checked = radio.value === answer.status;
      field(row, "late").value = answer.minutes_late || "";
      field(row, "note").value = answer.note;
      pending.delete(row.dataset.person);
      sendings.delete(row.dataset.person);
      row.querySelector(".roll__choice").remove();
      say(row, answer.status ? "sent" : "unmarked");
      keep();
    });
    row.append(copy);
  };

  const received = async (row, response) => {
    const person = row.dataset.person;
    if (response.type === "opaqueredirect") {
      pending.set(person, "waiting");
      return say(row, "signed-out");
    }
    const isJson = (response.headers.get("Content-Type") || "").includes("json");
    if (!isJson) {
      pending.set(person, "waiting");
      return say(row, response.status === 403 ? "signed-out" : "unsent");
    }
    const answer = await response.json();
    if (response.ok) {
      settle(row, answer);
      show(answer);
      pending.delete(person);
      sendings.delete(person);
      // Something else may have been chosen while the mark was being taken back.
      return answer.status || chosen(row)?.value !== NONE ? say(row, "sent") : clear(row);
    }
    if (response.status === 409) {
      pending.set(person, "stale");
      say(row, "stale", answer.word);
      return askWhich(row, answer);
    }
    pending.set(person, "asking");
    return say(row, "refused", answer.message);
  };

  const clear = (row) => {
    for (const radio of row.querySelectorAll("input[type=radio]")) radio.checked = false;
    for (const name of ["late", "note"]) field(row, name).value = "";
    say(row, "unmarked");
  };

  // One request a row at a time: a second choice waits for the version that the first one brings back.
  const lines = new WeakMap();
  const send = (row) => {
    const turn = (lines.get(row) || Promise.resolve()).then(() => sendNow(row));
    lines.set(row, turn);
    return turn;
  };

  const sendNow = async (row) => {
    const radio = chosen(row);
    if (!radio) return;
    const late = field(row, "late").value.trim();
    const note = field(row, "note").value.trim();
    touched.add(row.dataset.person);
    pending.set(row.dataset.person, "waiting");
    const lacking = missing(row, radio);
    if (lacking) {
      pending.set(row.dataset.person, "asking");
      say(row, `asking-${lacking}`);
      return keep();
    }
    // Nothing stands and nothing is on its way: then there is nothing to take back either.
    if (radio.value === NONE && !standing(row)[0] && !sendings.has(row.dataset.person)) {
      pending.delete(row.dataset.person);
      clear(row);
      return keep();
    }
    const body = {
      status: radio.value,
      minutes_late: "late" in radio.dataset ? late : "",
      note: "note" in radio.dataset ? note : "",
      version: field(row, "version").value,
    };
    const values = { token: tokenOf(row, body), body };
    keep();
    say(row, "sending");
    try {
      await received(row, await post(row.dataset.save, values));
    } catch {
      say(row, "unsent");
    }
    keep();
  };

  const sendWaiting = () => {
    for (const row of rows) if (pending.get(row.dataset.person) === "waiting") send(row);
  };

  // A refused number stays in its field, with why; one far too high can be confirmed in the same place.
  const tellRefusal = (answer) => {
    const words = document.getElementById("roll-counts-refused");
    const sure = document.getElementById("roll-sure");
    words.textContent = answer.message || "";
    words.hidden = !answer.message;
    sure.hidden = !answer.asks_sure;
    if (!answer.asks_sure) sure.querySelector("input").checked = false;
  };

  const sendCounts = async () => {
    const body = {};
    for (const input of form.querySelectorAll(".counts input")) {
      if (input.type !== "checkbox" || input.checked) body[input.name] = input.value.trim();
    }
    try {
      const response = await post(form.dataset.counts, { token: token(), body });
      if (!response.ok && response.status !== 422) return;
      const answer = await response.json();
      tellRefusal(answer);
      if (!response.ok) return;
      show(answer);
      for (const [point, people] of Object.entries(answer.counts)) {
        const seen = form.elements[`seen_${point}`];
        if (seen) seen.value = people;
      }
    } catch {
      // The counts stand in their fields; the save button sends them with the form.
    }
  };

  for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;

  // Marked while this script was still on its way; the form lets no browser put back what an earlier page had.
  // What the page held is compared as a field takes it: without line breaks, for one.
  const isChanged = (input) => {
    const fresh = Object.assign(document.createElement("input"), { type: input.type, value: input.defaultValue });
    return input.value !== fresh.value;
  };
  const isEarly = (row) => {
    const radio = chosen(row);
    return radio && (!radio.defaultChecked || ["late", "note"].some((name) => name in radio.dataset && isChanged(field(row, name))));
  };
  const early = rows.filter(isEarly);

  // Puts back what an earlier visit could not send, unless the page says it already (it went with the form) or
  // somebody has recorded the person meanwhile: the version that was kept makes the server say so.
  for (const [person, [status, late, version, sent]] of Object.entries(kept())) {
    const row = rows.find((one) => one.dataset.person === person);
    const radio = row && radioOf(row, status);
    touched.add(person);
    if (!radio || early.includes(row)) continue;
    const [was, minutesWere] = standing(row);
    if (was === status && (!("late" in radio.dataset) || minutesWere === late)) continue;
    radio.checked = true;
    field(row, "late").value = late;
    field(row, "version").value = version;
    pending.set(person, "waiting");
    if (sent) {
      const minutes = "late" in radio.dataset ? late : "";
      sendings.set(person, { what: JSON.stringify([status, minutes, "", version]), token: sent });
    }
    send(row);
  }
  // What the server has put back on the page without keeping it: a note or minutes were missing.
  for (const row of rows) {
    const radio = chosen(row);
    const isOpen = radio && radio.value !== standing(row)[0] && !pending.has(row.dataset.person);
    if (isOpen && !row.querySelector(".roll__choice") && missing(row, radio)) send(row);
  }
  early.forEach(send);
  keep();

  // Arrow keys pass over choices on their way to the one that is meant: those are neither sent, nor do they take
  // the cursor away to their field.
  let byArrow = false;
  const timers = new Map();
  form.addEventListener("keydown", (event) => {
    byArrow = event.key.startsWith("Arrow");
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.type === "radio") takeKey(event);
    else if (event.key === "Enter" && event.target.matches("[data-person] input")) goOn(event);
  });
  form.addEventListener("pointerdown", () => { byArrow = false; });

  const takeKey = (event) => {
    if (event.key !== "Delete" && event.key !== "Backspace") return takeLetter(event);
    event.preventDefault();
    takeBack(event.target.closest("[data-person]"));
  };

  const takeBack = (row) => {
    if (!chosen(row)) return;
    radioOf(row, NONE).checked = true;
    const first = row.querySelector("input[type=radio]");
    first.dispatchEvent(new Event("change", { bubbles: true }));
    if (row.contains(document.activeElement)) first.focus();
  };

  // Enter after the minutes or the note goes on to the next row, from the last one to the button that saves.
  const goOn = (event) => {
    event.preventDefault();
    const next = rows[rows.indexOf(event.target.closest("[data-person]")) + 1];
    if (next) goTo(next);
    else document.querySelector(".save-bar [type=submit]").focus();
  };

  // The letter of a status, as on the paper, marks the row and goes on to the next; letters that several have in turn.
  const takeLetter = (event) => {
    const row = event.target.closest("[data-person]");
    const radios = [...row.querySelectorAll("input[type=radio]")];
    const typed = event.key.toUpperCase();
    const own = radios.filter((radio) => radio.dataset.key === typed);
    const fitting = own.length ? own : radios.filter((radio) => radio.dataset.letter === typed);
    if (!fitting.length) return;
    event.preventDefault();
    const radio = fitting[(fitting.indexOf(chosen(row)) + 1) % fitting.length];
    const isNew = !radio.checked;
    radio.checked = true;
    radio.focus();
    const needsMore = "late" in radio.dataset || "note" in radio.dataset;
    if (isNew) radio.dispatchEvent(new Event("change", { bubbles: true }));
    else goToMore(row, radio);
    if (!needsMore && fitting.length === 1) goTo(rows[rows.indexOf(row) + 1]);
  };
  const goTo = (row) => {
    if (row) (chosen(row) || row.querySelector("input[type=radio]")).focus();
  };

  const goToMore = (row, radio) => {
    for (const name of ["late", "note"]) if (name in radio.dataset) field(row, name).focus();
  };

  const sendSoon = (row) => {
    touched.add(row.dataset.person);
    pending.set(row.dataset.person, "waiting");
    keep();
    clearTimeout(timers.get(row));
    timers.set(row, setTimeout(() => send(row), 600));
  };

  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-person]");
    if (row) {
      const radio = chosen(row);
      const isChoice = event.target === radio;
      if (isChoice && byArrow) return sendSoon(row);
      clearTimeout(timers.get(row));
      send(row);
      if (isChoice) goToMore(row, radio);
    } else if (event.target.closest(".counts")) sendCounts();
  });
  if ([...form.querySelectorAll(".counts input:not([type=checkbox])")].some(isChanged)) sendCounts();
  document.getElementById("roll-send").addEventListener("click", sendWaiting);
  window.addEventListener("online", sendWaiting);
  setInterval(sendWaiting, AGAIN);

  // The form carries every unsent row, so nobody is warned. They stay kept all the same until a page shows them
  // saved: the sign-in may have ended meanwhile.
  form.addEventListener("submit", () => { leaving = true; });
  document.addEventListener("terampil:sign-out", () => {
    leaving = true;
    pending.clear();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && pending.size) event.preventDefault();
  });
})();
