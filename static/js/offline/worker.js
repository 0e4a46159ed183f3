// Keeps one page and its files for days without a network, and nothing else: no record of anybody stands in a cache.
// `self.KEPT` (version, page, files) comes from the script that loads this one.

const CACHE = `terampil-luring-${self.KEPT.version}`;
const DATABASE = "terampil-luring";

const fetched = async (address) => {
  const response = await fetch(address, { cache: "reload", credentials: "same-origin" });
  // Sent on to the page for signing in, it would be kept in the place of the roll.
  if (!response.ok || response.redirected) throw new Error(`${address}: ${response.status}`);
  return response;
};

const keepAll = async () => {
  const responses = await Promise.all(self.KEPT.files.map(fetched));
  const cache = await caches.open(CACHE);
  await Promise.all(responses.map((response, place) => cache.put(self.KEPT.files[place], response)));
};

const forgetOlder = async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("terampil-luring-") && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
};

// Whatever lies on the device longer than it may is deleted, even if nobody opens the page with the PIN.
const forgetExpired = () =>
  new Promise((resolve) => {
    const request = indexedDB.open(DATABASE);
    // Not there: opening must not make it.
    request.onupgradeneeded = () => request.transaction.abort();
    request.onerror = () => resolve();
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = () => database.close();
      const meta = database.transaction("state").objectStore("state").get("meta");
      meta.onsuccess = () => {
        database.close();
        if (meta.result && Date.now() > meta.result.deleteAfter) indexedDB.deleteDatabase(DATABASE);
        resolve();
      };
      meta.onerror = () => resolve();
    };
  });

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forgetOlder(), forgetExpired(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const isOurs = origin === self.location.origin && event.request.method === "GET";
  if (!isOurs || !self.KEPT.files.includes(pathname)) return;
  if (event.request.mode === "navigate") event.waitUntil(forgetExpired());
  const kept = caches.open(CACHE).then((cache) => cache.match(pathname, { ignoreVary: true }));
  event.respondWith(kept.then((response) => response || fetch(event.request)));
});
