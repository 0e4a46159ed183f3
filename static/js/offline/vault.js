// Sealing with a key from a PIN. The key lives in this page alone and can be read by no script, not even ours.

export const ITERATIONS = 600_000;
const bytes = (text) => new TextEncoder().encode(text);

export const randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

export const keyFrom = async (pin, salt, iterations) => {
  const material = await crypto.subtle.importKey("raw", bytes(pin.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
};

// `label` says what is sealed: put in the place of something else, it does not open.
export const seal = async (key, label, value) => {
  const iv = randomBytes(12);
  const how = { name: "AES-GCM", iv, additionalData: bytes(label) };
  return { iv, data: await crypto.subtle.encrypt(how, key, bytes(JSON.stringify(value))) };
};

export const unseal = async (key, label, { iv, data }) => {
  const how = { name: "AES-GCM", iv, additionalData: bytes(label) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, data)));
};
