// Marks on their way: written down before they are shown as kept, sent in order, freed only by the server's answer.

import * as server from "./server.js";
import * as store from "./store.js";
import { seal, unseal } from "./vault.js";

const AT_ONCE = 100;
const label = (id) => `operation:${id}`;

export class Queue {
  constructor(key, meta, pack) {
    Object.assign(this, { key, meta, pack, rows: [], turn: Promise.resolve() });
  }

  // By the clock of the server, as far as it was ever heard.
  hasBegun(session) {
    return new Date(session.starts_at) <= new Date(Date.now() + (this.meta.ahead || 0));
  }

  // Reading while answers are written down would bring back what they have settled.
  inTurn(act) {
    this.turn = this.turn.then(act, act);
    return this.turn;
  }

  load() {
    return this.inTurn(async () => {
      const kept = await store.operations();
      const rows = await Promise.all(
        kept.map(async ({ sealed, ...row }) => ({ ...row, ...(await unseal(this.key, label(row.id), sealed)) })),
      );
      const last = rows.at(-1)?.sequence || 0;
      // Marks that were made while the others were read.
      this.rows = [...rows, ...this.rows.filter((row) => row.sequence > last)];
    });
  }

  get unsent() {
    return this.rows.filter((row) => row.state === "waiting");
  }

  // Of the unsent those that the server takes: marks of a session that has not begun would be refused.
  get due() {
    const begun = this.pack.sessions.filter((session) => this.hasBegun(session)).map((session) => session.id);
    return this.unsent.filter((row) => begun.includes(row.session));
  }

  // The last mark of each row that the server did not take, or asks somebody about.
  get doubtful() {
    const isLast = (row) => this.latest(row.session, row.person).id === row.id;
    return this.rows.filter((row) => ["rejected", "conflict"].includes(row.state) && isLast(row));
  }

  latest(session, person) {
    return this.rows.findLast((row) => row.session === session && row.person === person);
  }

  // The newest version of the mark of which this device knows.
  known(session, person) {
    const told = this.rows.filter((row) => row.session === session.id && row.person === person.id);
    return Math.max(person.version, ...told.map((row) => row.version || 0));
  }

  async add(session, person, { status, minutes_late, note }) {
    const id = crypto.randomUUID();
    const secret = {
      session: session.id, person: person.id, status, minutes_late, note,
      base_version: this.known(session, person), made_at: new Date().toISOString(),
    };
    const sealed = await seal(this.key, label(id), secret);
    const { sequence } = await store.add({ id, state: "waiting", sealed }, this.meta.pack);
    // Whoever reads the store at this moment may have found it there already.
    if (!this.rows.some((row) => row.id === id)) this.rows.push({ id, state: "waiting", sequence, ...secret });
  }

  asSent(rows) {
    return {
      format: "terampil-luring-1",
      user: this.meta.user,
      pack: this.meta.pack,
      operations: rows.map(({ id, sequence, session, person, status, minutes_late, note, base_version, made_at }) => ({
        id, device: this.meta.device, sequence, session, person, status, minutes_late, note, base_version, made_at,
      })),
    };
  }

  // One tab at a time; what another one has sent meanwhile is read first.
  send(address, csrf) {
    return navigator.locks.request("terampil-luring-kirim", async () => {
      await this.load();
      while (this.due.length) {
        const found = await server.send(address, csrf, this.asSent(this.due.slice(0, AT_ONCE)));
        if (found.is !== "ok") return found;
        if (!(await this.inTurn(() => this.settle(found.answer.answers)))) return { is: "away" };
      }
      return { is: "ok" };
    });
  }

  async settle(answers) {
    const told = new Map(answers.map((answer) => [answer.id, answer]));
    const rows = this.unsent.filter((row) => told.has(row.id));
    for (const row of rows) {
      const { outcome, message = "", version = 0, word = "" } = told.get(row.id);
      Object.assign(row, { state: outcome, message, version, word });
    }
    const sealed = rows.map(async ({ id, state, sequence, ...secret }) => (
      { id, state, sequence, sealed: await seal(this.key, label(id), secret) }
    ));
    await store.put(await Promise.all(sealed));
    return rows.length;
  }
}
