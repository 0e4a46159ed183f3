// What was heard last of the server. Answers come in any order: the one that was asked for last holds.

import * as server from "./server.js";

const { stateUrl, sendUrl } = document.querySelector("main").dataset;

export let connection = { is: "" }; // nothing was heard yet
let asked = 0;
let heard = 0;

const hear = (turn, found) => {
  if (turn < heard) return;
  heard = turn;
  connection = found;
};

export const askServer = async () => {
  asked += 1;
  const turn = asked;
  const found = await server.state(stateUrl);
  // How far the clock of the server is before that of this device.
  if (found.now) found.ahead = new Date(found.now) - Date.now();
  hear(turn, found);
};

// A queue that was refused says nothing of the connection.
export const sendMarks = async (queue) => {
  asked += 1;
  const turn = asked;
  const found = await queue.send(sendUrl, connection.csrf).catch(() => ({ is: "away" }));
  if (found.is !== "refused") hear(turn, { ...connection, is: found.is === "ok" ? "online" : found.is });
  return found;
};
