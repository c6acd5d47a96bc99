// Uses the gallery as people do: keys, an input method, lists, a form with a fault, the lock, no script.
// Usage: node build/behave.mjs http://127.0.0.1:8099/_gallery (served by: go test ./internal/door/web -run
// Gallery -gallery 127.0.0.1:8099 -timeout 1h); exits 1 when something does not behave.
import { chromium } from "playwright-core";
import assert from "node:assert/strict";

const url = process.argv[2];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
page.on("pageerror", (e) => { throw e; });
const fetched = [];
page.on("request", (r) => { if (r.resourceType() === "fetch") fetched.push(new URL(r.url())); });
const active = () => page.evaluate(() => document.activeElement.id || document.activeElement.className);
const blur = () => page.evaluate(() => document.activeElement.blur());
const quiet = () => page.waitForTimeout(600);

await page.goto(url);
await blur();
await page.keyboard.press("/");
assert.equal(await active(), "g-q", "'/' goes to the search");

// An input method: nothing is asked while the word is being composed, once when it is chosen.
const cdp = await page.context().newCDPSession(page);
await page.focus("#f-q");
await cdp.send("Input.imeSetComposition", { text: "li", selectionStart: 2, selectionEnd: 2 });
await quiet();
assert.equal(fetched.length, 0, "a word half composed is not searched");
await cdp.send("Input.insertText", { text: "李" });
await quiet();
assert.equal(fetched.length, 1, "one search for one word");
assert.equal(fetched[0].searchParams.get("q"), "李");
assert.equal(new URL(page.url()).searchParams.get("q"), "李", "the address follows");
assert.match(await page.textContent("#g-live"), /找到/, "the count is announced");
assert.equal(await active(), "f-q", "the focus stays");

fetched.length = 0;
await page.click("a[rel=next]");
await quiet();
assert.deepEqual([fetched.length, fetched[0].searchParams.get("after")], [1, "x"], "the next rows, asked once");
assert.equal(await active(), "g-total", "the focus goes to the new list");

await page.click("[data-theme-form] button");
await quiet();
assert.equal(await page.getAttribute("html", "data-bs-theme"), "dark");
await page.reload();
assert.equal(await page.getAttribute("html", "data-bs-theme"), "dark", "the device remembers");

await page.fill("#f-reason", "写了一半");
await page.click("text=批准延长 3 个月");
await page.waitForLoadState();
assert.equal(await active(), "g-trouble", "what went wrong takes the focus");
assert.match(await page.title(), /^有错误：/);
assert.equal(await page.inputValue("#f-reason"), "写了一半");
await page.click("#g-trouble li a");
assert.equal(await active(), "f-months", "the summary leads to the field");

// The lock: ten minutes pass; the sheet covers the page, Esc does not open it, the password does.
await page.goto(url);
await page.fill("#f-reason", "写了一半");
await page.evaluate(() => { const real = Date.now; Date.now = () => real() + 11 * 60e3; document.dispatchEvent(new Event("visibilitychange")); });
await quiet();
assert.ok(await page.isVisible("#g-lock"), "idle locks");
assert.ok(!(await page.isVisible("h1")), "a locked screen shows nothing of the page");
await page.keyboard.press("Escape");
assert.ok(await page.isVisible("#g-lock"), "Esc does not open it");
await page.fill("#g-lock-password", "wrong");
await page.click("#g-lock button");
await quiet();
assert.ok(await page.isVisible("#g-lock-fault"));
await page.fill("#g-lock-password", "open");
await page.click("#g-lock button");
await quiet();
assert.ok(!(await page.isVisible("#g-lock")));
assert.equal(await page.inputValue("#f-reason"), "写了一半", "nothing is lost");

await blur();
await page.keyboard.press("?");
await page.waitForURL("**/help/**"); // '?' opens the chapter of the page

const bare = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
await bare.goto(url);
await bare.click(".g-me");
await bare.click("text=English");
assert.equal(await bare.getAttribute("html", "lang"), "en", "settings without script");
await bare.click("text=批准延长 3 个月");
assert.match(await bare.title(), /^Error: /, "forms without script");
await bare.click(".g-filters button");
assert.equal(new URL(bare.url()).searchParams.get("zone"), "z3", "filters without script");
await browser.close();
console.log("behaves");
