// Signing out deletes the offline roll from this device. Marks that are not sent yet would go with it: ask first.
(() => {
  "use strict";

  const form = document.querySelector(".nav-out[data-offline]");
  if (!form || !window.isSecureContext || !window.indexedDB?.databases) return;
  const NAME = "terampil-luring";

  const opened = () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  const waiting = async () => {
    if (!(await indexedDB.databases()).some((one) => one.name === NAME)) return 0;
    const database = await opened();
    const request = database.transaction("operations").objectStore("operations").getAll();
    const rows = await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    database.close();
    return rows.filter((row) => row.state === "waiting").length;
  };

  const erased = () =>
    new Promise((resolve) => {
      const request = indexedDB.deleteDatabase(NAME);
      request.onsuccess = request.onerror = request.onblocked = () => resolve();
    });

  // Before any other listener of the form: what they delete must wait for the answer.
  let isSettled = false;
  form.addEventListener("submit", async (event) => {
    if (isSettled) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // A store that cannot be read keeps nobody signed in; the header of the answer deletes it.
    if (await waiting().catch(() => 0)) {
      location.assign(`${form.dataset.offline}#keluar`);
      return;
    }
    await erased();
    isSettled = true;
    form.requestSubmit();
  });
})();
