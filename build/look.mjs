// Looks at pages with a real browser: screenshots at three widths in both lights, and the automated rules of
// axe-core. Usage: node build/look.mjs OUT-FOLDER URL... ; exits 1 when a rule is broken or a page is wider
// than its window.
import { chromium } from "playwright-core";
import { readFileSync, mkdirSync } from "node:fs";

const [out, ...urls] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let faults = 0;
for (const url of urls) {
  for (const theme of ["light", "dark"]) {
    for (const width of [1440, 820, 360, 320]) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: theme, reducedMotion: "reduce", bypassCSP: true });
      page.on("console", (m) => { if (m.type() === "error") { console.log(url, theme, width, "console:", m.text()); faults++; } });
      page.on("pageerror", (e) => { console.log(url, theme, width, "script:", e.message); faults++; });
      await page.goto(url);
      const name = `${new URL(url).pathname.replace(/\W+/g, "_")}-${theme}-${width}`;
      if (width !== 320) await page.screenshot({ path: `${out}/${name}.png`, fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) { console.log(name, "is wider than its window by", wide); faults++; }
      await page.evaluate(axe);
      const result = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
      for (const v of result.violations) {
        faults += v.nodes.length;
        console.log(name, v.id, v.help);
        for (const n of v.nodes.slice(0, 4)) console.log("   ", n.target.join(" "), "|", (n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? "");
      }
      await page.close();
    }
  }
}
await browser.close();
console.log(faults ? `${faults} faults` : "clean");
process.exit(faults ? 1 : 0);
