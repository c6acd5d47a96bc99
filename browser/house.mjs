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
import { existsSync, readFileSync, mkdirSync, writeFileSync } from "node:fs";
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
export const close = async () => browser?.close();
after(close);

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

// visitor opens a browser window of its own: no cookies, in Chinese, with script, on a wide screen unless told
// otherwise. It notes what must not happen while it is there: script errors, broken requests, anything fetched from
// elsewhere.
export async function visitor(t, { locale = "zh-CN", viewport = wide, script = true } = {}) {
  const context = await (await launch()).newContext({
    locale, viewport, baseURL: base, reducedMotion: "reduce", javaScriptEnabled: script, acceptDownloads: true,
  });
  t.after(() => context.close());
  await context.addCookies([{ name: "guitu_locale", value: locale === "zh-CN" ? "zh-CN" : "en", url: base }]);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
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

const seated = new Map(); // role → cookies of his session

class Visitor {
  constructor(page, faults) {
    this.page = page;
    this.faults = faults;
    this.role = "";
  }

  // signIn goes through the real sign-in page as the demo officer who holds the role; the second step only where
  // the house asks for it. Another test of the same file finds him seated: a code counts once, and the next one has to
  // be waited for.
  async signIn(role) {
    const { account, password } = credentials(role);
    this.role = role;
    if (seated.has(role)) {
      await this.page.context().addCookies(seated.get(role));
      await this.visit("/");
      return;
    }
    await this.visit("/sign-in");
    await this.page.locator('input[name="account"]').fill(account);
    await this.page.locator('input[name="password"]').fill(password);
    await this.send("account");
    if (await this.page.locator('input[name="code"]').count()) {
      await this.page.locator('input[name="code"]').fill(await freshCode(role));
      await this.send("code");
    }
    assert.ok(!new URL(this.page.url()).pathname.startsWith("/sign-in"), `${role} could not sign in`);
    seated.set(role, (await this.page.context().cookies()).filter((c) => c.name !== "guitu_locale"));
  }

  // send presses the last button of the form that has the field, waits for the page that answers, and signs when the
  // house wants the act signed.
  async send(field) {
    await this.press(this.page.locator("main form", { has: this.page.locator(`[name="${field}"]`) }).getByRole("button").last());
  }

  // press presses a button or link that leads to another page, to a file, or to what the script shows instead of a page
  // (a form with a chosen file), and waits for it. Where the house asks
  // for the officer's signature on the act, it gives a fresh code.
  async press(button) {
    await this.answered(button);
    if (await this.page.locator('main input[name="_code"]').count()) {
      await this.page.locator('main input[name="_code"]').fill(await freshCode(this.role));
      await this.answered(this.page.locator("main form", { has: this.page.locator('[name="_code"]') }).getByRole("button").last());
    }
  }

  async answered(button) {
    const shown = this.page.evaluate(() => new Promise((done) => document.addEventListener("guitu:shown", () => done(), { once: true })));
    const answer = Promise.any([this.page.waitForEvent("load"), this.page.waitForEvent("download"), shown]);
    await Promise.all([answer, button.click()]);
  }

  // visit goes to a path and wants an answer of the given status.
  async visit(path, status = 200) {
    const r = await this.page.goto(path, { waitUntil: "load" });
    assert.equal(r.status(), status, path);
    return r;
  }

  // expectClean wants the page as it is now to be without a fault: see look.
  async expectClean(name) {
    assert.deepEqual(await this.look(name), [], `${name}: ${this.page.url()}`);
  }

  // glance tells what is wrong with the page at first sight: script errors, words, title, heading.
  async glance() {
    const found = [...this.faults, ...(await words(this.page))];
    this.faults.length = 0;
    return found;
  }

  // look tells what is wrong with the page as it is now: in light and dark, wide and on a phone, it must pass the
  // rules for accessibility, not scroll sideways, have a title, a language and one heading, print no unknown message
  // key, and nothing may have gone wrong on the way. It leaves a picture of each under test-results/. The page is not
  // loaded again, so that a form that came back with its errors is looked at too.
  async look(name) {
    const { page } = this;
    const was = page.viewportSize();
    const theme = await page.evaluate(() => document.documentElement.getAttribute("data-bs-theme"));
    const found = await this.glance();
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.evaluate((s) => document.documentElement.setAttribute("data-bs-theme", s), scheme);
      for (const size of [wide, phone]) {
        await page.setViewportSize(size);
        const where = `${name} ${scheme} ${size.width}`;
        await page.screenshot({ path: join(results, `${where.replaceAll(/[^\w.-]+/g, "-")}.png`), fullPage: true });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) found.push(`${where}: ${over} px wider than the screen`);
        // In the dark only the colours are other.
        const wanted = scheme === "light" ? { type: "tag", values: rules } : { type: "rule", values: ["color-contrast"] };
        found.push(...(await accessible(page, wanted)).map((v) => `${where}: ${v}`));
      }
    }
    await page.emulateMedia({ colorScheme: null });
    await page.evaluate((s) => (s === null ? document.documentElement.removeAttribute("data-bs-theme")
      : document.documentElement.setAttribute("data-bs-theme", s)), theme);
    await page.setViewportSize(was);
    found.push(...this.faults);
    this.faults.length = 0;
    return found;
  }
}

// freshCode is a code of the role's second factor that has not been used yet. The house takes a code once, and one
// step of thirty seconds early or late: so two come at once (the earlier step is left for the moment between here and
// there), a third waits for the clock. What was used stands in the folder of the house, because each test file is a
// process of its own.
export async function freshCode(role) {
  const { code } = credentials(role);
  if (!code) throw new Error(`${role} has no second factor`);
  const notes = join(process.env.GUITU_DATA ?? results, "codes-used.json");
  const used = existsSync(notes) ? JSON.parse(readFileSync(notes, "utf8")) : {};
  const now = () => Math.floor(Date.now() / 30_000);
  const step = Math.max(now(), (used[role] ?? 0) + 1);
  while (step > now() + 1) await new Promise((r) => setTimeout(r, 200));
  used[role] = step;
  writeFileSync(notes, JSON.stringify(used));
  return code(step * 30_000);
}

// words: a title, a language, one heading, and no [message.key] that the catalogue does not have.
async function words(page) {
  const { title, lang, text, heads } = await page.evaluate(() => ({
    title: document.title, lang: document.documentElement.lang, text: document.body.innerText,
    heads: document.querySelectorAll("h1").length,
  }));
  const found = [];
  if (!title.trim()) found.push("the page has no title");
  if (!lang) found.push("the page has no language");
  if (heads !== 1) found.push(`the page has ${heads} h1`);
  for (const m of new Set(`${title} ${text}`.match(/\[[a-z0-9_]+(\.[a-zA-Z0-9_-]+)+\]/g) ?? [])) found.push(`unknown message ${m}`);
  return found;
}

// accessible runs the rules over the page with its fixed bars laid down: a control that lies under one just now is not
// covered, because one can scroll.
async function accessible(page, runOnly) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const violations = await page.evaluate(async (only) => {
    const bars = [...document.body.children].filter((e) => /fixed|sticky/.test(getComputedStyle(e).position));
    for (const bar of bars) bar.style.position = "static";
    const r = await globalThis.axe.run(document, { runOnly: only, resultTypes: ["violations"] });
    for (const bar of bars) bar.style.position = "";
    return r.violations.map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.map((n) => n.target.join(" ")) }));
  }, runOnly);
  return violations.map((v) => `${v.id}: ${v.help} (${v.nodes.slice(0, 5).join("; ")})`);
}
