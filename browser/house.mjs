// What a browser test needs: a fresh visitor in a house full of demo people.
//
//   import { test } from "node:test";
//   import { visitor } from "./house.mjs";
//
//   test("the duty list", async (t) => {
//     const v = await visitor(t);
//     await v.signIn("zone_officer");
//     await v.visit("/duties");
//     await v.page.getByRole("link", { name: "…" }).click();
//     await v.expectClean("duties");
//   });
//
// Find things by role and label, as people and screen readers do, never by class. visitor(t) closes itself.
import assert from "node:assert/strict";
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { credentials } from "./accounts.mjs";

const base = process.env.GUITU_URL ?? "http://127.0.0.1:8080";
const results = join(resolve(dirname(fileURLToPath(import.meta.url)), ".."), "test-results");
mkdirSync(results, { recursive: true });

// The rules of WCAG 2.2 A and AA, injected into each page that is looked at.
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export const wide = { width: 1440, height: 900 };
export const phone = { width: 360, height: 740 };

let browser;
after(async () => browser?.close());

async function launch() {
  browser ??= await chromium.launch({
    executablePath: process.env.GUITU_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
  return browser;
}

// visitor opens a browser window of its own: no cookies, in Chinese, on a wide screen unless told otherwise.
// It notes what must not happen while it is there: script errors, broken requests, anything fetched from elsewhere.
export async function visitor(t, { locale = "zh-CN", viewport = wide } = {}) {
  const context = await (await launch()).newContext({ locale, viewport, baseURL: base, reducedMotion: "reduce" });
  t.after(() => context.close());
  await context.addCookies([{ name: "guitu_locale", value: locale === "zh-CN" ? "zh-CN" : "en", url: base }]);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults = [];
  page.on("pageerror", (e) => faults.push(`script: ${e.message}`));
  page.on("console", (m) => {
    // A page that answers 4xx on purpose is reported by the browser as a console error; responses are judged below.
    if (m.type() === "error" && !/the server responded with a status of 4/.test(m.text())) faults.push(`console: ${m.text()}`);
  });
  page.on("response", (r) => {
    if (r.status() >= 500) faults.push(`${r.status()} ${r.url()}`);
  });
  page.on("request", (r) => {
    if (!r.url().startsWith(base) && !r.url().startsWith("data:") && !r.url().startsWith("blob:")) {
      faults.push(`fetched from elsewhere: ${r.url()}`);
    }
  });
  return new Visitor(page, faults);
}

class Visitor {
  constructor(page, faults) {
    this.page = page;
    this.faults = faults;
  }

  // signIn goes through the real sign-in page as the demo officer who holds the role; the second step only where
  // the house asks for it.
  async signIn(role) {
    const { account, password, code } = credentials(role);
    await this.visit("/sign-in");
    await this.page.locator('input[name="account"]').fill(account);
    await this.page.locator('input[name="password"]').fill(password);
    await this.send("account");
    if (code && (await this.page.locator('input[name="code"]').count())) {
      await this.page.locator('input[name="code"]').fill(code());
      await this.send("code");
    }
    assert.ok(!new URL(this.page.url()).pathname.startsWith("/sign-in"), `${role} could not sign in`);
  }

  // send presses the button of the form that has the field, and waits for the page that answers.
  async send(field) {
    const form = this.page.locator("form", { has: this.page.locator(`[name="${field}"]`) });
    await Promise.all([this.page.waitForEvent("load"), form.getByRole("button").last().click()]);
  }

  // visit goes to a path and wants an answer of the given status.
  async visit(path, status = 200) {
    const r = await this.page.goto(path, { waitUntil: "load" });
    assert.equal(r.status(), status, path);
    return r;
  }

  // expectClean looks at the page as it is now: in light and dark, wide and on a phone, it must pass the rules for
  // accessibility, not scroll sideways, have a title and a language, print no unknown message key, and nothing may
  // have gone wrong on the way. It leaves a picture of each under test-results/. The page is not loaded again, so
  // that a form that came back with its errors is looked at too.
  async expectClean(name) {
    const { page } = this;
    const was = page.viewportSize();
    const theme = await page.evaluate(() => document.documentElement.getAttribute("data-bs-theme"));
    const found = [...this.faults];
    found.push(...(await words(page)));
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.evaluate((s) => document.documentElement.setAttribute("data-bs-theme", s), scheme);
      for (const size of [wide, phone]) {
        await page.setViewportSize(size);
        const where = `${name} ${scheme} ${size.width}`;
        await page.screenshot({ path: join(results, `${where.replaceAll(" ", "-")}.png`), fullPage: true });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) found.push(`${where}: ${over} px wider than the screen`);
        found.push(...(await accessible(page)).map((v) => `${where}: ${v}`));
      }
    }
    await page.emulateMedia({ colorScheme: null });
    await page.evaluate((s) => (s === null ? document.documentElement.removeAttribute("data-bs-theme")
      : document.documentElement.setAttribute("data-bs-theme", s)), theme);
    await page.setViewportSize(was);
    this.faults.length = 0;
    assert.deepEqual(found, [], `${name}: ${page.url()}`);
  }
}

// words: a title, a language, and no [message.key] that the catalogue does not have.
async function words(page) {
  const { title, lang, text } = await page.evaluate(() => ({
    title: document.title, lang: document.documentElement.lang, text: document.body.innerText,
  }));
  const found = [];
  if (!title.trim()) found.push("the page has no title");
  if (!lang) found.push("the page has no language");
  for (const m of new Set(text.match(/\[[a-z0-9_]+(\.[a-zA-Z0-9_-]+)+\]/g) ?? [])) found.push(`unknown message ${m}`);
  return found;
}

async function accessible(page) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async (values) => {
    const r = await globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return r.violations.map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.map((n) => n.target.join(" ")) }));
  }, rules);
  return violations.map((v) => `${v.id}: ${v.help} (${v.nodes.slice(0, 5).join("; ")})`);
}
