// One sheet: who is expected, what was chosen, and how far each mark has come.

import { all, copy, one, say, screen, show, write } from "./dom.js";

const PAUSE = 600; // arrow keys pass over choices on their way to the one that is meant
const NONE = "unmarked"; // what takes a mark back; no status has this code

export class Roll {
  // `record` keeps a mark; it is given queue, session, person and the choice, and answers whether it is kept.
  constructor(record) {
    Object.assign(this, { record, session: null, queue: null, rows: new Map(), byArrow: false });
    this.unkept = new Set(); // by session and person, whichever sheet is drawn
    this.kept = Promise.resolve(); // when all is kept that was chosen so far
    this.form = one("[data-rows]");
    this.form.addEventListener("keydown", (event) => {
      this.byArrow = event.key.startsWith("Arrow");
      if (["Delete", "Backspace"].includes(event.key) && event.target.type === "radio") this.clear(event);
    });
    this.form.addEventListener("pointerdown", () => { this.byArrow = false; });
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("change", (event) => this.changed(event));
  }

  open(session, queue) {
    this.leave();
    Object.assign(this, { session, queue, rows: new Map() });
    one("[data-title]").textContent = session.batch;
    this.form.replaceChildren(...session.people.map((person, place) => this.row(person, place)));
    this.refresh();
    screen("roll");
    one("[data-title]").focus();
  }

  shut() {
    this.leave();
    this.unkept.clear();
    Object.assign(this, { session: null, queue: null, rows: new Map() });
    this.form.replaceChildren();
    for (const place of all("[data-title], [data-facts]")) place.textContent = "";
  }

  // What waits for another arrow key.
  keepChosen() {
    for (const found of this.rows.values()) if (found.timer) this.keep(found);
  }

  // Also what is still being written.
  leave() {
    for (const found of this.rows.values()) if (found.timer || this.isChanged(found.row, found.shown)) this.keep(found);
  }

  // Whether somebody who leaves the page now would lose a choice.
  get isChanging() {
    return [...this.rows.values()].some((found) => found.timer || found.keeping || this.isChanged(found.row, found.shown));
  }

  get hasUnkept() {
    return this.unkept.size > 0;
  }

  row(person, place) {
    const part = copy("offline-row");
    const row = one("fieldset", part);
    row.dataset.person = person.id;
    one("[data-number]", row).textContent = place + 1;
    one("[data-name]", row).textContent = person.name;
    one("[data-row-state]", row).id = `state-${person.id}`;
    // The radios are named by their codes, one of which is “late”.
    for (const [field, name] of [["[data-minutes]", "late"], ["[data-text]", "note"]]) {
      one(field, row).id = `${name}-field-${person.id}`;
      one(`[data-${name}-label]`, row).htmlFor = `${name}-field-${person.id}`;
    }
    const { statuses } = this.queue.pack;
    const choices = one("[data-choices]", row);
    choices.classList.add(statuses.length > 6 ? "marks--wide" : "marks--line");
    choices.prepend(...statuses.flatMap((status) => choice(person, status)));
    const none = one("[data-none]", row);
    Object.assign(none, { name: `status-${person.id}`, value: NONE, id: `${NONE}-${person.id}` });
    none.setAttribute("aria-describedby", `state-${person.id}`);
    one("[data-none-label]", row).htmlFor = none.id;
    // A choice belongs to the session on which it was made, whatever is open by the time it is kept.
    const { session, queue } = this;
    const shown = standing(queue, session, person);
    this.rows.set(person.id, { row, person, session, queue, shown, timer: 0, keeping: 0 });
    this.fill(row, shown);
    return row;
  }

  // Which of its fields a choice lacks, if any; “minutes” are there, and are no possible ones.
  lacks(row) {
    const radio = one("input[type=radio]:checked", row);
    if (!radio) return "";
    const minutes = one("[data-minutes]", row).value.trim();
    const late = Number.parseInt(minutes, 10) || 0;
    if ("late" in radio.dataset && !minutes) return "late";
    if ("late" in radio.dataset && (late < 1 || late > this.session.most_late)) return "minutes";
    return "note" in radio.dataset && !one("[data-text]", row).value.trim() ? "note" : "";
  }

  // Whether what is chosen is not what stands: a field that is being written in is kept once it is left.
  isChanged(row, mark) {
    const radio = one("input[type=radio]:checked", row);
    if (!radio) return false;
    if (radio.value !== mark?.status) return true;
    const late = Number.parseInt(one("[data-minutes]", row).value, 10) || 0;
    if ("late" in radio.dataset && late !== (mark.minutes_late || 0)) return true;
    return "note" in radio.dataset && one("[data-text]", row).value.trim() !== (mark.note || "").trim();
  }

  fill(row, mark) {
    if (!mark) return;
    // One that was taken back is none: its own choice asks for it, and does not say it.
    for (const radio of all("input[type=radio]", row)) radio.checked = radio.value === mark.status && mark.status !== NONE;
    one("[data-minutes]", row).value = mark.minutes_late || "";
    one("[data-text]", row).value = mark.note || "";
  }

  // All that the sheet says, from what is kept and what time it is.
  refresh() {
    if (!this.session) return;
    const { day, time, room, unit, most_late } = this.session;
    const hasBegun = this.queue.hasBegun(this.session);
    write(one("[data-facts]"), [day, time, room, unit, ...(hasBegun ? [] : [say("not-begun")])].join(" · "));
    for (const found of this.rows.values()) {
      const { row, person } = found;
      const mark = standing(found.queue, found.session, person);
      this.follow(found, mark);
      const open = person.known ? "known" : "unmarked";
      const said = { known: person.known, conflict: mark?.word }[mark ? mark.state : open] ?? mark?.message;
      const lacking = this.lacks(row);
      const early = mark?.state === "waiting" && !hasBegun;
      if (lacking) this.tell(row, `asking-${lacking}`, most_late);
      else if (this.unkept.has(keyOf(found))) this.tell(row, "unkept");
      else if (this.isChanged(row, mark)) this.tell(row, "changed");
      else if (mark?.status === NONE && mark.state === "accepted") this.tell(row, open, person.known);
      else this.tell(row, early ? "early" : mark?.state || open, said);
    }
    this.count();
  }

  // Another tab may have marked: the row shows it, unless something else is being chosen or kept here.
  follow(found, mark) {
    if (found.timer || found.keeping) return;
    if (this.isChanged(found.row, found.shown)) {
      if (!this.isChanged(found.row, mark)) found.shown = mark;
    } else {
      if (mark?.id !== found.shown?.id) this.fill(found.row, mark);
      found.shown = mark;
    }
  }

  count() {
    const codes = this.session.people.map((person) => counted(this.queue, this.session, person)?.status);
    const looks = new Map(this.queue.pack.statuses.map((status) => [status.code, status.look]));
    const present = codes.filter((code) => ["present", "late"].includes(looks.get(code))).length;
    const unmarked = codes.filter((code) => !code).length;
    write(one("[data-tally]"), say("tally", { n: present, all: codes.length }));
    write(one("[data-unmarked]"), unmarked ? say("unmarked", { n: unmarked }) : say("all-marked"));
  }

  tell(row, state, said = "") {
    // Put there again, a link that has the focus would lose it.
    const told = `${state} ${said}`;
    if (row.dataset.told === told) return;
    row.dataset.told = told;
    const part = copy(`row-${state}`);
    const place = one("[data-said]", part);
    if (place) place.textContent = said;
    one("[data-row-state]", row).replaceChildren(part);
    row.classList.toggle("roll__row--bad", ["conflict", "rejected", "unkept"].includes(state));
  }

  changed(event) {
    const found = this.rows.get(event.target.closest("fieldset")?.dataset.person);
    if (!found) return;
    const isChoice = event.target.type === "radio";
    if (isChoice && this.byArrow) {
      clearTimeout(found.timer);
      found.timer = setTimeout(() => this.keep(found), PAUSE);
      return;
    }
    this.keep(found);
    if (isChoice && "late" in event.target.dataset) one("[data-minutes]", found.row).focus();
    if (isChoice && "note" in event.target.dataset) one("[data-text]", found.row).focus();
  }

  clear(event) {
    event.preventDefault();
    this.takeBack(this.rows.get(event.target.closest("fieldset").dataset.person));
  }

  takeBack(found) {
    for (const radio of all("input[type=radio]", found.row)) radio.checked = false;
    for (const field of all("[data-minutes], [data-text]", found.row)) field.value = "";
    this.put(found, { status: NONE, minutes_late: 0, note: "" });
  }

  keep(found) {
    const { row } = found;
    clearTimeout(found.timer);
    found.timer = 0;
    const radio = one("input[type=radio]:checked", row);
    if (radio?.value === NONE) return this.takeBack(found);
    if (!radio || this.lacks(row)) return this.refresh();
    const late = Number.parseInt(one("[data-minutes]", row).value, 10) || 0;
    const note = one("[data-text]", row).value.trim();
    return this.put(found, {
      status: radio.value,
      minutes_late: "late" in radio.dataset ? late : 0,
      note: "note" in radio.dataset ? note : "",
    });
  }

  // In the order of the choices: the last one of a row is the one that holds.
  put(found, chosen) {
    clearTimeout(found.timer);
    Object.assign(found, { timer: 0, keeping: found.keeping + 1 });
    this.inOrder(() => this.store(found, chosen).finally(() => { found.keeping -= 1; }));
  }

  inOrder(act) {
    this.kept = this.kept.then(act).catch(() => {}).then(() => this.refresh());
    return this.kept;
  }

  async store(found, chosen) {
    const { queue, session, person } = found;
    const isKept = isSame(standing(queue, session, person), chosen);
    if (isKept || (await this.record(queue, session, person, chosen))) this.unkept.delete(keyOf(found));
    else this.unkept.add(keyOf(found));
    // What was chosen while this was being kept is another choice, also if it is what stood before.
    found.shown = standing(queue, session, person);
  }

  restPresent() {
    const rows = [...this.rows.values()];
    return this.inOrder(async () => {
      for (const found of rows) {
        const { row, person, queue, session } = found;
        // Somebody who is announced to be away is not "the rest".
        if (counted(queue, session, person) || person.known || one("input[type=radio]:checked", row)) continue;
        await this.store(found, { status: "present", minutes_late: 0, note: "" });
        // Something else may have been chosen meanwhile.
        if (!one("input[type=radio]:checked", row)) this.fill(row, standing(queue, session, person));
      }
    });
  }
}

const keyOf = ({ session, person }) => `${session.id}/${person.id}`;

// Said again after a conflict or a refusal, it is meant; otherwise it is no change. To take nothing back is none either.
const isSame = (before, chosen) => {
  if (!before) return chosen.status === NONE;
  if (chosen.status === NONE) return before.status === NONE;
  const same = ["status", "minutes_late", "note"].every((name) => (before[name] || 0) === (chosen[name] || 0));
  return same && !["conflict", "rejected"].includes(before.state);
};

const choice = (person, status) => {
  const radio = document.createElement("input");
  Object.assign(radio, { type: "radio", name: `status-${person.id}`, value: status.code, id: `${status.code}-${person.id}` });
  radio.setAttribute("aria-describedby", `state-${person.id}`);
  if (status.late) radio.dataset.late = "";
  if (status.note) radio.dataset.note = "";
  const words = document.createElement("label");
  words.htmlFor = radio.id;
  words.className = `mark-${status.look}`;
  words.textContent = status.label;
  return [radio, words];
};

// What the device shows: its own last mark, else what was recorded when it was prepared.
const standing = (queue, session, person) =>
  queue.latest(session.id, person.id) || (person.mark ? { ...person.mark, state: "recorded" } : null);

// What counts: a mark that the server has refused says nothing, so what was recorded before stands; and one that was
// taken back is none.
const counted = (queue, session, person) => {
  const made = standing(queue, session, person);
  const mark = made?.state === "rejected" ? person.mark : made;
  return mark?.status === NONE ? null : mark;
};

// For the list of sessions: how many of whom have a mark.
export const progress = (session, queue) => {
  const marked = session.people.filter((person) => counted(queue, session, person)).length;
  return say("progress", { n: marked, all: session.people.length });
};

export const listed = (session, onOpen) => {
  const part = copy("offline-session");
  one("[data-batch]", part).textContent = session.batch;
  one("[data-when]", part).textContent = `${session.day} · ${session.time} · ${session.room}`;
  one("[data-unit]", part).textContent = session.unit;
  const link = one("[data-open]", part);
  link.href = `#${session.id}`;
  link.textContent = say("open");
  link.setAttribute("aria-label", `${say("open")}: ${session.batch}, ${session.day}, ${session.time}`);
  link.addEventListener("click", (event) => { event.preventDefault(); onOpen(session); });
  show(link, true);
  return part;
};
