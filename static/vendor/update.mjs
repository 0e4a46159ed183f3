// Copies the libraries of package-lock.json into static/vendor and draws the icon
// sprite. Run by `npm ci --ignore-scripts && npm run vendor`, only to change a
// version or to add an icon: the results are committed, a running site needs no Node.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const versions = JSON.parse(readFileSync(join(root, "package.json"))).devDependencies;

// [package, file in the package, file in static/vendor/<name>/<version>/]
const files = [
  ["bootstrap", "dist/css/bootstrap.min.css", "bootstrap.min.css"],
  ["bootstrap", "LICENSE", "LICENSE"],
  ["htmx.org", "dist/htmx.min.js", "htmx.min.js"],
  ["htmx.org", "LICENSE", "LICENSE"],
  ["lucide-static", "LICENSE", "LICENSE"],
  ["@noble/ed25519", "index.js", "index.js"],
  ["@noble/ed25519", "LICENSE", "LICENSE"],
  ["qr", "index.js", "index.js"],
  ["qr", "decode.js", "decode.js"],
  ["qr", "LICENSE", "LICENSE"],
  ["qr", "LICENSE-MIT", "LICENSE-MIT"],
];

const icons = `
  activity arrow-left arrow-right award badge-check ban bell book-open calendar-clock
  calendar-days calendar-plus calendar-x check chevron-down chevron-left chevron-right chevron-up
  circle-alert circle-check circle-dashed circle-question-mark circle-x clipboard-check
  clipboard-list clock cloud-check copy door-open download eye file-spreadsheet file-text filter
  footprints gavel graduation-cap hammer handshake history hourglass house info key-round layers
  list-checks loader-circle lock log-out menu minus pencil plus printer refresh-cw replace
  rotate-ccw scroll-text search send settings shield-check smartphone trash-2 triangle-alert
  undo-2 upload user user-plus users wrench x
`.trim().split(/\s+/);

// The map is not shipped: left in, this line makes collectstatic look for it.
const withoutSourceMap = (text) => text.replace(/\n?\/\*# sourceMappingURL=.*?\*\/\s*$/, "\n");

const manifest = {};
for (const [name, from, to] of files) {
  const place = join(name, versions[name], to);
  const target = join(root, "static", "vendor", place);
  let text = readFileSync(join(root, "node_modules", name, from), "utf8");
  if (to.endsWith(".css")) text = withoutSourceMap(text);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  manifest[place] = createHash("sha256").update(text).digest("hex");
}
writeFileSync(join(root, "static", "vendor", "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

const body = (name) =>
  readFileSync(join(root, "node_modules", "lucide-static", "icons", `${name}.svg`), "utf8")
    .replace(/<!--.*?-->/gs, "")
    .replace(/^\s*<svg[^>]*>|<\/svg>\s*$/gs, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>");
const stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
const symbols = icons.map((name) => `<symbol id="i-${name}" viewBox="0 0 24 24" ${stroke}>${body(name)}</symbol>`);
// Opened by itself the sprite shows the mark, so that it is the page's icon too: one
// request less on the first visit. The ground of the mark takes the colour of its place.
const mark =
  '<symbol id="i-mark" viewBox="0 0 32 32" fill="none" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round">' +
  '<rect width="32" height="32" rx="8" fill="currentColor"/><path d="M5 13.5 9.5 21 14 13.5" stroke="#fff"/>' +
  '<path d="m14 13.5 4.5 7.5L27 8.5" stroke="#f2b134"/></symbol>';
writeFileSync(
  join(root, "static", "ui", "icons.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" color="#0b5d56">\n<!-- Lucide ${versions["lucide-static"]}, ISC license: static/vendor/lucide-static/${versions["lucide-static"]}/LICENSE -->\n` +
    `${mark}\n${symbols.join("\n")}\n<use href="#i-mark"/>\n</svg>\n`,
);
