// Whether the server is there, for whom, and what it says. A cable that is plugged in is no server, so it is asked.

const PATIENCE = 20_000;

const ask = (address, options = {}) =>
  fetch(address, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...options });

const json = async (response) => {
  const isJson = (response.headers.get("Content-Type") || "").includes("json");
  return isJson ? response.json() : null;
};

// "online" with the user's id, the token for forms and the server's time; "signed-out"; or "away".
export const state = async (address) => {
  try {
    const response = await ask(address);
    if (response.type === "opaqueredirect" || response.status === 403) return { is: "signed-out" };
    const answer = response.ok ? await json(response) : null;
    return answer ? { is: "online", ...answer } : { is: "away" };
  } catch {
    return { is: "away" };
  }
};

const post = async (address, csrf, headers, body) => {
  const options = { method: "POST", headers: { "X-CSRFToken": csrf, ...headers }, body };
  const response = await ask(address, options);
  if (response.type === "opaqueredirect" || response.status === 403) return { is: "signed-out" };
  const answer = await json(response);
  if (response.ok && answer) return { is: "ok", answer };
  return answer ? { is: "refused", message: answer.message } : { is: "away" };
};

export const takeAlong = (address, csrf) => post(address, csrf, { "X-Idempotency-Token": crypto.randomUUID() }, "");

export const send = (address, csrf, queue) =>
  post(address, csrf, { "Content-Type": "application/json" }, JSON.stringify(queue));
