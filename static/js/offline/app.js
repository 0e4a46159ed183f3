// The offline roll: prepare, open with a PIN, mark, send, lock, delete. What is shown is always what is kept.

import { askServer, connection, sendMarks } from "./connection.js";
import { all, current, download, dropOldNews, news, notice, one, say, screen, show, write } from "./dom.js";
import { Queue } from "./queue.js";
import { Roll, listed, progress } from "./roll.js";
import * as server from "./server.js";
import * as store from "./store.js";
import { ITERATIONS, keyFrom, randomBytes, seal, unseal } from "./vault.js";

const MOST_WRONG = 10;
const IDLE = 10 * 60_000;
const EVERY = 20_000;
const SECOND = 1_000;
const HOUR = 3_600_000;
const { packUrl, workerUrl, pageUrl } = one("main").dataset;

let meta = null; // readable without the PIN
let key = null; // only while it is open
let pack = null;
let queue = null;
let waiting = 0; // marks that wait, for whoever has not opened them
let busy = null;
let idle = 0;

// ---- What stands on the device -------------------------------------------------------------------------------

const wrong = (form, sentence) => { one("[data-wrong]", form).textContent = sentence; };

let heldBack = ""; // the state of the connection for which nothing was prepared

const needsServer = (is = connection.is) => {
  heldBack = connection.is;
  return say(is === "signed-out" ? "needs-sign-in" : "needs-network");
};

const dropOldRefusal = () => {
  if (!heldBack || heldBack === connection.is) return;
  heldBack = "";
  wrong(one("[data-form=prepare]"), "");
};

const attemptsLeft = () => Math.max(1, MOST_WRONG - meta.attempts);

const isOver = () => Date.now() > meta.deleteAfter || (connection.now && new Date(connection.now) > new Date(meta.expiresAt));

const forget = async (sentence) => {
  await close();
  await store.wipe();
  meta = null;
  news(sentence);
  begin();
};

// Ends when what was chosen last is kept, for which the queue holds its own key.
const close = () => {
  roll.shut();
  key = pack = queue = null;
  one("[data-sessions]").replaceChildren();
  return roll.kept;
};

const prepare = async (pin) => {
  await ask();
  if (connection.is !== "online") return needsServer();
  // Another tab may have prepared, and marked; what it keeps would be replaced.
  if (await store.waiting()) return say("unsent-first");
  const before = Date.now();
  const found = await server.takeAlong(packUrl, connection.csrf).catch(() => ({ is: "away" }));
  if (found.is !== "ok") return found.message || needsServer(found.is);
  const taken = found.answer;
  const salt = randomBytes(16);
  const made = await keyFrom(pin, salt, ITERATIONS);
  const about = {
    user: taken.user, pack: taken.pack, device: crypto.randomUUID(), sequence: 0, salt, iterations: ITERATIONS,
    attempts: 0, expiresAt: taken.expires_at, ahead: connection.ahead,
    // By the clock of this device, which may be days off, and stays so.
    deleteAfter: before + (new Date(taken.expires_at) - new Date(taken.made_at)),
  };
  // Or it has marked while this tab was asking.
  if (!(await store.replace(about, await seal(made, "pack", taken)))) return say("unsent-first");
  [key, meta] = [made, about];
  navigator.storage?.persist?.();
  await enter(taken);
  return "";
};

const unlock = async (pin) => {
  // Counted before it is tried: closing the page takes no attempt back. Another tab may have deleted everything.
  meta = await store.changeMeta((kept) => ({ attempts: kept.attempts + 1 }));
  if (!meta) {
    await begin();
    return "";
  }
  const found = await keyFrom(pin, meta.salt, meta.iterations);
  const opened = await unseal(found, "pack", await store.read("pack")).catch(() => null);
  if (!opened) {
    if (meta.attempts < MOST_WRONG) return say("pin-wrong", { n: attemptsLeft() });
    await forget(say("wiped"));
    return "";
  }
  key = found;
  meta = await store.changeMeta(() => ({ attempts: 0 }));
  await enter(opened);
  return "";
};

const enter = async (opened) => {
  pack = opened;
  queue = new Queue(key, meta, pack);
  await queue.load();
  news();
  sessions();
  one("#h-sessions").focus();
  sendAgain();
};

const record = async (into, session, person, chosen) => {
  try {
    await into.add(session, person, chosen);
  } catch {
    // Not waited for: what it finds may close the roll, which waits for this.
    look().then(() => { if (queue) news(say("no-space"), "bad", () => roll.hasUnkept); });
    return false;
  }
  tell();
  sendSoon();
  return true;
};

const roll = new Roll(record);

// ---- Screens -------------------------------------------------------------------------------------------------

const begin = async () => {
  meta = (await store.read("meta")) || null;
  if (meta && isOver()) return forget(say("expired"));
  await keepClock();
  waiting = await store.waiting();
  wrong(one("[data-form=unlock]"), meta?.attempts ? say("attempts-left", { n: attemptsLeft() }) : "");
  if (!meta) screen("prepare");
  else if (connection.is === "online" && connection.user !== meta.user) screen("other");
  else screen("locked");
  tell();
  one("[data-screen]:not([hidden]) input[type=password]")?.focus();
  return null;
};

const sessions = () => {
  one("[data-sessions]").replaceChildren(...pack.sessions.map((session) => listed(session, openRoll)));
  screen("sessions");
  tell();
};

const tellSessions = () => {
  const places = all("[data-sessions] [data-progress]");
  for (const [at, place] of places.entries()) write(place, progress(pack.sessions[at], queue));
  const hours = Math.floor((meta.deleteAfter - Date.now()) / HOUR);
  write(one("[data-expiry]"), hours > 0 ? say("expires", { n: hours }) : say("expires-soon"));
};

const openRoll = (session) => {
  history.pushState(session.id, "");
  roll.open(session, queue);
  tell();
};

window.addEventListener("popstate", () => {
  if (!key) return;
  roll.leave();
  sessions();
});

// All that the page says, from what is kept, heard and what time it is; after each change of these.
const tell = () => {
  for (const tag of all("[data-state]")) show(tag, tag.dataset.state === (isOther() ? "other" : connection.is));
  const count = queue ? queue.unsent.length : waiting;
  for (const tag of all("[data-unsent]")) {
    show(tag, count);
    write(one("span", tag), say("unsent", { n: count }));
  }
  const doubtful = queue?.doubtful.length || 0;
  for (const tag of all("[data-doubtful]")) {
    show(tag, doubtful);
    write(one("span", tag), say("doubtful", { n: doubtful }));
  }
  show(one("[data-all-sent]"), queue?.rows.length && !count && !doubtful);
  write(one("[data-lost]"), count ? say("lost", { n: count }) : say("lost-none"));
  notice(one("[data-trouble]"), trouble(), meta?.isRefused ? "bad" : "warn");
  dropOldNews();
  dropOldRefusal();
  if (queue) tellSessions();
  roll.refresh();
};

// Why marks do not go on their way although there is a network.
const trouble = () => {
  if (!queue?.unsent.length) return "";
  if (meta.isRefused) return say("not-taken", { why: meta.refusal });
  return connection.is === "signed-out" ? say("needs-sign-in") : "";
};

const isOther = () => connection.is === "online" && meta !== null && connection.user !== meta.user;

// ---- Sending -------------------------------------------------------------------------------------------------

const ask = async () => {
  await askServer();
  await keepClock();
  if (meta && isOver()) await forget(say("expired"));
  else if (isOther() && key) await lock();
  else if (isOther() !== (current() === "other") && current() !== "ask") await begin();
  tell();
};

const keep = async (change) => {
  if (!meta || Object.keys(change).every((name) => meta[name] === change[name])) return;
  Object.assign(meta, change);
  await store.changeMeta(() => change).catch(() => {}); // without room it holds while the page stands open
};

// Hours without a network go by this, after a reload too.
const keepClock = async () => {
  const isNews = connection.now && !(Math.abs(connection.ahead - meta?.ahead) < SECOND);
  if (isNews) await keep({ ahead: connection.ahead });
};

// What another tab has done meanwhile: marked, sent, deleted everything, prepared anew.
const look = async () => {
  const mine = queue;
  if (!mine) return;
  const kept = await store.read("meta");
  if (queue !== mine) return; // locked meanwhile
  if (kept?.pack === mine.meta.pack) return mine.load().catch(() => {});
  await lock();
};

const sendNow = async () => {
  await ask();
  await look();
  if (queue?.due.length && connection.is === "online") await deliver();
  tell();
};

const deliver = async () => {
  const found = await sendMarks(queue);
  if (found.is === "refused") await keep({ isRefused: true, refusal: found.message || "" });
  if (found.is === "ok") await keep({ isRefused: false, refusal: "" });
};

// One at a time; whoever asks meanwhile waits for the same end.
const send = () => {
  busy ??= sendNow().finally(() => { busy = null; });
  return busy;
};

const sendAgain = async () => {
  await busy;
  return send();
};

let soon = 0;
const sendSoon = () => {
  clearTimeout(soon);
  soon = setTimeout(sendAgain, 800);
};

const save = () => {
  const content = JSON.stringify(queue.asSent(queue.unsent.length ? queue.unsent : queue.rows));
  download(`presensi-luring-${new Date().toISOString().slice(0, 10)}.json`, content);
  news(say("file-saved"), "info");
};

// ---- Buttons -------------------------------------------------------------------------------------------------

const lock = async () => {
  await close();
  await begin();
};

const askFirst = async (what) => {
  waiting = await store.waiting();
  await look();
  tell();
  show(one("[data-leave]"), what === "leave");
  show(one("[data-do=wipe]"), what === "wipe");
  screen("ask");
  one("#h-ask").focus();
};

const DO = {
  lock,
  export: save,
  back: () => history.back(),
  rest: () => roll.restPresent(),
  stay: () => (key ? sessions() : begin()),
  wipe: () => forget(say("deleted")),
  send: async () => {
    await send();
    const { is } = connection;
    if (is === "away") news(say("needs-network"), "warn", () => connection.is === is);
    if (is === "signed-out" && !trouble()) news(say("needs-sign-in"), "warn", () => connection.is === is);
  },
  renew: () => {
    if (queue.unsent.length) return news(say("unsent-first"), "warn", () => queue?.unsent.length);
    close();
    screen("prepare");
    return one("#pin-new").focus();
  },
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do], [data-ask]");
  if (!button) return;
  if (button.dataset.ask) askFirst(button.dataset.ask);
  else DO[button.dataset.do]();
});

// Deriving the key takes a moment; a second press meanwhile would count as a second attempt.
const submitted = (name, act) => {
  const form = one(`[data-form=${name}]`);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = one("[type=submit]", form);
    if (button.disabled) return;
    button.disabled = true;
    try {
      const sentence = await act(form);
      wrong(form, sentence);
      if (sentence) one("input[type=password]", form).select();
      else form.reset();
    } finally {
      button.disabled = false;
    }
  });
};

const isEasy = (pin) => new Set(pin).size < 3 || "01234567890 09876543210".includes(pin);

submitted("prepare", async (form) => {
  const pin = form.elements.pin.value;
  if (pin.length < 6) return say("pin-short");
  if (isEasy(pin)) return say("pin-easy");
  if (pin !== form.elements.again.value) return say("pin-differs");
  return prepare(pin);
});
submitted("unlock", async (form) => (form.elements.pin.value ? unlock(form.elements.pin.value) : say("pin-short")));

one("[data-form=leave]").addEventListener("submit", async (event) => {
  event.preventDefault();
  await ask();
  if (connection.is === "away") return news(say("needs-network"));
  await close();
  await store.wipe();
  if (connection.is !== "online") return location.assign(pageUrl);
  event.target.elements.csrfmiddlewaretoken.value = connection.csrf;
  return event.target.submit();
});

// ---- Time and network ----------------------------------------------------------------------------------------

const touch = () => {
  clearTimeout(idle);
  idle = setTimeout(() => { if (key) lock(); }, IDLE);
};

const keepPage = async () => {
  await navigator.serviceWorker.register(workerUrl);
  await navigator.serviceWorker.ready;
  show(one("[data-kept]"), true);
  show(one("[data-not-kept]"), false);
};

const start = async () => {
  show(one("[data-not-kept]"), true);
  keepPage().catch(() => {}); // without it the page works while it stands open, and says that it is not kept
  await begin();
  if (location.hash === "#keluar" && meta) await askFirst("leave");
  for (const name of ["keydown", "pointerdown"]) document.addEventListener(name, touch);
  window.addEventListener("online", () => (key ? send() : ask()));
  window.addEventListener("offline", ask);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) roll.keepChosen();
    else if (key) send();
  });
  window.addEventListener("beforeunload", (event) => {
    if (roll.isChanging || (busy && queue?.unsent.length)) event.preventDefault();
  });
  // Only while marks wait: asking for its own sake would keep a sign-in alive that nobody uses.
  setInterval(() => {
    if (meta && isOver()) forget(say("expired"));
    else if (queue?.unsent.length) send();
    tell(); // time has passed, with or without an answer
  }, EVERY);
  await ask();
};

if (window.isSecureContext && crypto.subtle && "serviceWorker" in navigator) start();
else screen("insecure");
