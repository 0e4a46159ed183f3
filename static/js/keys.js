// Security keys: hands the page's challenge to the browser, and the key's answer to the form (W3C WebAuthn).
"use strict";

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

function textOf(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function asked(options) {
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytesOf(one.id) }));
  const given = { ...options, challenge: bytesOf(options.challenge) };
  if (options.user) {
    return { ...given, user: { ...options.user, id: bytesOf(options.user.id) }, excludeCredentials: known(options.excludeCredentials) };
  }
  return { ...given, allowCredentials: known(options.allowCredentials) };
}

function answered(credential) {
  const response = { clientDataJSON: textOf(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = textOf(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

for (const button of document.querySelectorAll("[data-key]")) {
  const form = button.form;
  const said = form.querySelector("[data-key-said]");
  if (!window.PublicKeyCredential) {
    said.textContent = button.dataset.none;
    continue;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    const options = asked(JSON.parse(button.dataset.key));
    // A field that is empty is told before the key is asked, and by the server too.
    if (options.user && !form.reportValidity()) return;
    said.textContent = button.dataset.wait;
    try {
      const credential = options.user
        ? await navigator.credentials.create({ publicKey: options })
        : await navigator.credentials.get({ publicKey: options });
      form.querySelector("[data-key-answer]").value = answered(credential);
      // A form that is held may have a field of this name.
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      said.textContent = button.dataset.failed;
    }
  });
}
