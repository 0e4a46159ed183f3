// Verifies signed facts of a certificate where there is no network. Built into one file together with the public keys,
// the status lists, and two libraries: `ed25519` (noble) for browsers whose own cryptography does not know Ed25519, and
// `qr`, which reads symbols where the browser cannot. Nothing is sent anywhere.
(() => {
  "use strict";

  const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const PREFIX = "T1:";
  // No symbol holds more of its letters.
  const LONGEST = 4296;
  const FIELDS = ["kid", "list", "index", "number", "name", "program", "issued", "until", "hours", "competent"];
  const NAMED = ["name", "program", "number", "issued", "issuer"];
  const TOLD = { ended: NAMED, expired: [...NAMED, "until"], distrusted: NAMED };
  const data = JSON.parse(document.getElementById("known").textContent);
  const page = document.getElementById("verifier");
  const words = page.dataset;
  const keys = new Map(data.keys.map((key) => [key.kid, key]));
  const utf8 = new TextEncoder();
  const text = new TextDecoder("utf-8", { fatal: true });

  // ---- Coding ------------------------------------------------------------------------

  const base45 = (coded) => {
    const bytes = [];
    for (let at = 0; at < coded.length; at += 3) {
      const values = [...coded.slice(at, at + 3)].map((letter) => LETTERS.indexOf(letter));
      const sum = values.reduce((total, value, place) => total + value * 45 ** place, 0);
      const most = values.length === 3 ? 65535 : 255;
      if (values.length === 1 || values.includes(-1) || sum > most) throw new Error("not base 45");
      if (values.length === 3) bytes.push(sum >> 8);
      bytes.push(sum & 255);
    }
    return Uint8Array.from(bytes);
  };

  const base64 = (coded) => Uint8Array.from(atob(coded.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

  const isSigned = async (key, signature, content) => {
    const raw = base64(key.x);
    try {
      const found = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
      return await crypto.subtle.verify({ name: "Ed25519" }, found, signature, content);
    } catch {
      return ed25519.verifyAsync(signature, content, raw, { zip215: false });
    }
  };

  // ---- What the symbol says ----------------------------------------------------------

  const read = async (typed) => {
    const line = typed.replace(/[\r\n\t]/g, "").trim();
    if (!line.startsWith(PREFIX) || line.length > LONGEST) return { verdict: "other" };
    let facts;
    let signature;
    let content;
    try {
      const bytes = base45(line.slice(PREFIX.length));
      signature = bytes.slice(0, 64);
      content = bytes.slice(64);
      const list = JSON.parse(text.decode(content));
      facts = Object.fromEntries(FIELDS.map((name, place) => [name, list[place]]));
    } catch {
      return { verdict: "invalid" };
    }
    const key = keys.get(facts.kid);
    if (!key) return { verdict: "unknown" };
    const signed = new Uint8Array([...utf8.encode(PREFIX), ...content]);
    if (!(await isSigned(key, signature, signed))) return { verdict: "invalid" };
    if (key.state === "compromised") return { verdict: "distrusted", facts, key };
    const list = await statusList(facts.list);
    if (list && isMarked(list.bits, facts.index)) return { verdict: "ended", facts, key, list };
    return { verdict: isOver(facts.until) ? "expired" : "valid", facts, key, list };
  };

  const isOver = (until) => {
    const now = new Date();
    return Boolean(until) && until < now.getFullYear() * 10000 + (now.getMonth() + 1) * 100 + now.getDate();
  };

  const isMarked = (bits, place) => Boolean(bits[place >> 3] & (0x80 >> (place & 7)));

  // The list that this page brought along, if a known key signed it; else nothing is known of what came later.
  const statusList = async (slug) => {
    const token = data.lists[slug];
    if (!token || !window.DecompressionStream) return null;
    const [head, body, signature] = token.split(".");
    const key = keys.get(JSON.parse(text.decode(base64(head))).kid);
    if (!key || !(await isSigned(key, base64(signature), utf8.encode(`${head}.${body}`)))) return null;
    const listed = JSON.parse(text.decode(base64(body)));
    const packed = new Blob([base64(listed.credentialSubject.encodedList.slice(1))]);
    const stream = packed.stream().pipeThrough(new DecompressionStream("gzip"));
    return { bits: new Uint8Array(await new Response(stream).arrayBuffer()), day: new Date(listed.validFrom) };
  };

  // ---- Showing -----------------------------------------------------------------------

  const result = document.getElementById("result");
  const written = { dateStyle: "long" };
  const day = (number) =>
    new Date(Math.floor(number / 10000), (Math.floor(number / 100) % 100) - 1, number % 100).toLocaleDateString(
      document.documentElement.lang,
      written,
    );

  const show = (found) => {
    const shape = document.getElementById(`verdict-${found.verdict}`).content.cloneNode(true);
    const { facts, key, list } = found;
    if (facts) {
      const values = {
        ...facts,
        issued: day(facts.issued),
        until: facts.until ? day(facts.until) : words.endless,
        issuer: key.issuer,
      };
      const rows = document.getElementById("facts").content.cloneNode(true);
      for (const cell of rows.querySelectorAll("[data-fact]")) {
        // Of what no longer holds only the words by which the sheet is told from others.
        if (found.verdict !== "valid" && !TOLD[found.verdict].includes(cell.dataset.fact)) cell.parentElement.remove();
        else cell.textContent = values[cell.dataset.fact];
      }
      const note = rows.querySelector("[data-as-of]");
      const seenOn = list && list.day.toLocaleDateString(document.documentElement.lang, written);
      if (list && found.verdict !== "ended") note.textContent = `${words.asOf} ${seenOn}.`;
      shape.querySelector("section").append(rows);
    }
    result.replaceChildren(shape);
  };

  let turn = 0;
  const check = async (typed) => {
    const mine = (turn += 1);
    const found = await read(typed);
    if (mine === turn) show(found);
  };

  const field = document.getElementById("text");
  document.getElementById("form").addEventListener("submit", (event) => {
    event.preventDefault();
    check(field.value);
  });

  // ---- Reading a symbol from a picture or the camera ---------------------------------

  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });

  // As large as it is, then half as large: symbols in large photographs are read more easily from smaller ones.
  const symbolIn = (source, width, height, sizes) => {
    for (const size of sizes) {
      const scale = Math.min(1, size / Math.max(width, height));
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      pen.drawImage(source, 0, 0, canvas.width, canvas.height);
      try {
        return qr.decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height));
      } catch {
        // No symbol at this size.
      }
    }
    return null;
  };

  const take = (found) => {
    field.value = found;
    check(found);
  };

  document.getElementById("picture").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    let found = null;
    try {
      const picture = await createImageBitmap(file);
      found = symbolIn(picture, picture.width, picture.height, [2400, 1600, 1000]);
    } catch {
      // No picture.
    }
    if (found) take(found);
    else show({ verdict: "unread" });
  });

  const video = document.getElementById("video");
  const camera = document.getElementById("camera");
  let stream = null;

  const stop = () => {
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = null;
    video.hidden = true;
    camera.textContent = words.start;
  };

  const look = () => {
    if (!stream) return;
    const found = video.videoWidth ? symbolIn(video, video.videoWidth, video.videoHeight, [900]) : null;
    if (found) {
      stop();
      take(found);
    } else {
      setTimeout(look, 150);
    }
  };

  if (navigator.mediaDevices?.getUserMedia) {
    camera.hidden = false;
    camera.addEventListener("click", async () => {
      if (stream) {
        stop();
        return;
      }
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
      } catch {
        show({ verdict: "dark" });
        return;
      }
      video.srcObject = stream;
      video.hidden = false;
      camera.textContent = words.stop;
      await video.play();
      look();
    });
  }
})();
