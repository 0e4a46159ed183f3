// Says whether a file is the one that was issued: its SHA-256 is computed here and compared; nothing is sent. Without
// this script, and where a browser has no digests (plain HTTP), the page says how to compare by hand.
(() => {
  "use strict";

  const box = document.getElementById("compare");
  if (!box || !window.crypto?.subtle) return;
  const input = box.querySelector("input[type=file]");
  const drop = box.querySelector("[data-drop]");
  const answer = box.querySelector("[role=status]");
  const known = box.dataset.digests.split(" ");
  let turn = 0;

  const say = (kind, words) => {
    answer.className = `notice notice--${kind}`;
    answer.textContent = words;
    answer.hidden = false;
  };

  const compare = async (file) => {
    const mine = (turn += 1);
    say("info", box.dataset.reading);
    try {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      const found = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      // A second file may have been picked while the first one was still read.
      if (mine !== turn) return;
      if (known.includes(found)) say("ok", box.dataset.same);
      else say("bad", box.dataset.other);
    } catch {
      if (mine === turn) say("warn", box.dataset.unread);
    }
  };

  box.querySelector("[data-script]").hidden = false;
  input.addEventListener("change", () => { if (input.files[0]) compare(input.files[0]); });
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("is-over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    if (!event.dataTransfer.files.length) return;
    input.value = "";
    compare(event.dataTransfer.files[0]);
  });
})();
