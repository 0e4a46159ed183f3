// What lies on the device: readable are ids, counts and times; names, statuses and notes only sealed.

const NAME = "terampil-luring";
const DURABLE = { durability: "strict" }; // a mark that is shown as kept outlives a killed tab
let opened = null;

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const ended = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });

const database = () => {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("state");
      request.result.createObjectStore("operations", { keyPath: "id" });
    };
    request.onsuccess = () => {
      // Another tab wants to delete it: let go, or it would wait for this tab for ever.
      request.result.onversionchange = () => { request.result.close(); opened = null; };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
};

export const read = async (name) => {
  const store = (await database()).transaction("state").objectStore("state");
  return done(store.get(name));
};

export const operations = async () => {
  const store = (await database()).transaction("operations").objectStore("operations");
  return (await done(store.getAll())).sort((one, other) => one.sequence - other.sequence);
};

export const waiting = async () => (await operations()).filter((row) => row.state === "waiting").length;

// Everything anew: a pack replaces whatever was there, but marks that wait. Says whether it did.
export const replace = async (meta, pack) => {
  const transaction = (await database()).transaction(["state", "operations"], "readwrite", DURABLE);
  const rows = await done(transaction.objectStore("operations").getAll());
  if (rows.some((row) => row.state === "waiting")) return false;
  transaction.objectStore("operations").clear();
  transaction.objectStore("state").put(meta, "meta");
  transaction.objectStore("state").put(pack, "pack");
  await ended(transaction);
  return true;
};

// `change` says what becomes of what is kept, which another tab may have changed. Nothing, if nothing is prepared.
export const changeMeta = async (change) => {
  const transaction = (await database()).transaction("state", "readwrite", DURABLE);
  const store = transaction.objectStore("state");
  const kept = await done(store.get("meta"));
  if (!kept) return null;
  const meta = { ...kept, ...change(kept) };
  store.put(meta, "meta");
  await ended(transaction);
  return meta;
};

// The number is given in the same transaction, so that two tabs never give one twice.
export const add = async (operation, pack) => {
  const transaction = (await database()).transaction(["state", "operations"], "readwrite", DURABLE);
  const state = transaction.objectStore("state");
  const meta = await done(state.get("meta"));
  if (meta?.pack !== pack) {
    transaction.abort();
    throw new Error("This pack is no longer on the device.");
  }
  const numbered = { ...operation, sequence: meta.sequence + 1 };
  state.put({ ...meta, sequence: numbered.sequence }, "meta");
  transaction.objectStore("operations").add(numbered);
  await ended(transaction);
  return numbered;
};

export const put = async (rows) => {
  const transaction = (await database()).transaction("operations", "readwrite", DURABLE);
  for (const row of rows) transaction.objectStore("operations").put(row);
  return ended(transaction);
};

export const wipe = async () => {
  if (opened) (await opened).close();
  opened = null;
  await done(indexedDB.deleteDatabase(NAME));
};
