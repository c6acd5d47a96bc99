// Every page, as every officer of the demo province meets it. Each role walks from its menu along the links; the first
// to meet a kind of page looks at it whole (light and dark, wide and phone, rules of accessibility), the others
// glance. At the end every route of the source has been met by somebody.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { accounts } from "./accounts.mjs";
import { visitor } from "./house.mjs";
import { enter, own, past } from "./kiosk.mjs";

// byHand is where a role looks besides its menu: what one reaches by typing an address, or into the search box.
async function byHand(page, role) {
  const has = async (what) => (await page.locator(what).count()) > 0;
  return [
    "/me", "/me/second", "/help",
    ...((await has("#g-q")) ? ["/search"] : []),
    ...((await has('a[href="/admin/overview"]')) ? ["/admin"] : []),
    ...(role === "intake_officer" ? await comesAgain(page) : []),
    ...(role === "legal_officer" ? ["/papers/check", ...(await papers(page))] : []),
  ];
}

// comesAgain is the form for somebody who left: few files lead to it, and a walk opens only some of them.
async function comesAgain(page) {
  const list = await (await page.request.get("/people?left=1")).text();
  return [...list.matchAll(/href="(\/people\/\w{26})"/g)].slice(0, 1).map((m) => `${m[1]}/again`);
}

// papers leads to somebody who has papers: the demo province issued some to a few people of each house.
async function papers(page) {
  for (let at = "/people"; at; ) {
    const list = await (await page.request.get(at)).text();
    for (const [, person] of list.matchAll(/href="(\/people\/\w{26})"/g)) {
      const issued = await (await page.request.get(`${person}/papers`)).text();
      for (const [, paper] of issued.matchAll(/href="(\/people\/\w{26}\/papers\/\w{26})"/g)) {
        // One in force: another walk may have voided the first.
        if ((await page.request.get(`${paper}/void`)).status() === 200) return [`${person}/papers`, paper, `${paper}/void`, `${paper}/pdf`];
      }
    }
    at = list.match(/href="([^"]+)" rel="next"/)?.[1].replaceAll("&amp;", "&");
  }
  return [];
}

// How many pages a role opens at most, and of how many persons, parameters and so on.
const limit = 70, alike = 1;

// Routes that nobody meets by following links, each with its reason.
const unmet = {
  "/duties/{id}/reopen": "needs a duty that the reader closed himself; day.test.mjs opens one",
  "/people/{id}/changes/{change}": "needs a correction that waits, and an officer who did not propose it; case.test.mjs opens one",
  "/ticket/{ticket}": "one needs a fresh one-time link; admin.test.mjs and stories/first-day.txtar open one",
  "/sign-in/code": "sign.test.mjs goes through it: nobody comes to the second step by a link",
  "/sign-in/provider": "where the provider of identities sends a browser back; TestSingleSignOn goes through it",
  "/journeys/of/{entry}": "leads on to the case at once: every button of a duty of an affair goes through it",
  "/journeys/{id}/files/{file}": "nobody in the demo province has a scan filed in an affair yet; affair.test.mjs opens one",
  "/journeys/{id}/papers/{paper}": "nor a paper that came out of one; affair.test.mjs takes somebody in and opens one",
  "/journeys/{id}/papers/{paper}/pdf": "the same paper as PDF",
  "/rolls/sw.js": "a script that the roll loads for itself; roll.test.mjs goes on without a network by it",
  "/rolls/{id}/second": "needs a roll on which somebody is not found; roll.test.mjs closes one by two",
  "/rolls/{id}/search/{person}": "needs somebody who is not found; roll.test.mjs looks for one",
  "/out/person/{id}/new": "one finds the person first; roll.test.mjs does",
  "/out/withdraw/{id}": "needs an outing that an officer recorded, of whoever may withdraw it; out.test.mjs does",
  "/beds/person/{id}/lift": "needs two who are kept apart; out.test.mjs lifts a pair",
  "/people/{id}/documents/{file}": "nobody in the demo province has a paper filed under his name yet",
  "/people/{id}/scans/{file}": "nor a scan to look at; paper.test.mjs files one",
  "/people/{id}/scans/{file}/content": "the scan itself, which that page draws",
  "/own/told": "stands before everything else, once, after an officer touched his sign-in; own.test.mjs goes through it",
  "/own/{rest...}": "leads from whatever is not there back to his page; TestWhatIsNotThereLeadsToHisPage asks for some",
  "/complaints/{id}": "opens to who has typed the phrase of his office; own.test.mjs opens one",
  "/people/{id}/sealing": "is asked from the file of who has left long ago; sealing.test.mjs asks",
  "/openings/{id}": "needs a file that is sealed, and somebody who asked to open it; sealing.test.mjs does",
  "/openings/{id}/file": "the same file, granted by another officer",
  "/openings/{id}/papers/{paper}": "a paper of it",
  "/openings/{id}/documents/{file}": "a scan of it, which nobody in the demo province has",
  "/supervision/{id}": "needs a question of the procurator's; supervision.test.mjs asks one",
  "/people/{id}/closed/{part}/files/{file}": "nothing is filed in a compartment yet; emergency.test.mjs files and opens one",
  "/people/{id}/closed/{part}/papers/{paper}": "no act issues a paper of a compartment yet; internal/security asks for one by every seat",
  "/people/{id}/closed/{part}/papers/{paper}/pdf": "the same paper as PDF",
  "/roster/{run}/report": "is offered while it is kept, and a sealing before may have taken it away; journey.test.mjs takes one",
  "/emergencies/{id}": "nobody in the demo province opened anything in an emergency; emergency.test.mjs does",
};

// routes reads the GET routes of the page rooms out of their source: a new page that no link leads to fails here.
function routes() {
  const door = join(resolve(dirname(fileURLToPath(import.meta.url)), ".."), "internal/door");
  const found = new Set();
  for (const room of readdirSync(door).filter((r) => r.endsWith("pages"))) {
    for (const file of readdirSync(join(door, room)).filter((f) => f.endsWith(".go") && !f.endsWith("_test.go"))) {
      const text = readFileSync(join(door, room, file), "utf8");
      for (const m of text.matchAll(/\b\w+\.(Get|Open|Long)\("(?:GET )?(\/[^"]*)"/g)) found.add(m[2].replace("/{$}", "/"));
    }
  }
  return [...found];
}

const patterns = routes().map((route) => ({
  route, fits: new RegExp(`^${route.replace(/[.]/g, "\\.").replace(/\{[a-z]+\.\.\.\}/g, ".*").replace(/\{[a-z]+\}/g, "[^/]+")}$`),
}));

// kind is the route of a path, with the names of its query: what has the same kind looks alike.
function kind(path) {
  const { pathname, searchParams } = new URL(path, "http://house");
  const exact = patterns.find((p) => p.route === pathname);
  const route = (exact ?? patterns.find((p) => p.fits.test(pathname)))?.route ?? pathname;
  const asked = [...new Set(searchParams.keys())].filter((k) => !["sort", "after", "next", "back"].includes(k)).sort();
  return { route, kind: route + (asked.length ? "?" + asked.join("&") : "") };
}

const met = new Set(), looked = new Set(), names = new Set(), chapters = new Set();

// links are the places of this house that the page leads to.
async function links(page) {
  const { hrefs, persons } = await page.evaluate(() => ({
    hrefs: [
      ...[...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href")),
      // A form that asks with GET leads elsewhere too, as it is filled in.
      ...[...document.querySelectorAll("main form[method=get]")].map((f) => f.getAttribute("action") ?? "")
        .filter((to) => to !== "" && to !== location.pathname),
    ],
    persons: [...document.querySelectorAll(".g-duty-person, .g-person h1, tr a[href^='/people/']:not([aria-label]):not([href*='/papers/'])")].map((e) => e.textContent.trim()),
  }));
  for (const name of persons) if (name.length > 1) names.add(name);
  return hrefs.filter((h) => /^\/(?!\/|static\/|_gallery)/.test(h)).map((h) => h.replace(/#.*$/, ""));
}

// open goes to a path; a file that is sent instead of a page answers undefined.
async function open(v, path) {
  let file = false;
  const note = () => { file = true; };
  v.page.once("download", note);
  try {
    return await v.page.goto(path, { waitUntil: "load" });
  } catch (e) {
    await new Promise((r) => setTimeout(r, 100));
    if (!file && !/Download is starting|ERR_ABORTED/.test(e.message)) throw e;
  } finally {
    v.page.off("download", note);
  }
}

// namesNobody: the tab and the address stay behind on a screen that others see.
async function namesNobody(v, found) {
  const title = await v.page.title(), where = decodeURI(v.page.url());
  const person = await v.page.evaluate(() => document.querySelector(".g-person h1")?.textContent ?? "");
  for (const n of [...names, ...accounts().map((a) => a.name), person].filter(Boolean)) {
    if (title.includes(n)) found.push(`the title names ${n}`);
    if (where.includes(n)) found.push(`the address names ${n}`);
  }
}

// helped: '?' leads to a chapter that is there.
async function helped(v, found) {
  const before = v.page.url();
  const chapter = await v.page.getAttribute("#g-help", "href");
  if (!chapter) return void found.push("the page has no way to its help");
  if (chapter === "/help/" || chapter === "/help") {
    if (!new URL(before).pathname.startsWith("/help")) found.push("'?' leads to the contents, not to a chapter");
    return;
  }
  if (chapters.has(chapter)) return;
  await v.page.evaluate(() => document.activeElement?.blur());
  await v.page.keyboard.press("?");
  try {
    await v.page.waitForURL("**/help/**", { timeout: 5000 });
    if (await v.page.locator("main .g-error, .g-trouble").count()) found.push(`${chapter} is an error`);
    chapters.add(chapter);
  } catch {
    found.push(`'?' does not open ${chapter}`);
  }
  await v.page.goto(before, { waitUntil: "load" });
}

async function walk(v, role, faults) {
  const queue = [{ path: "/", from: "the front door" }], queued = new Map();
  let opened = 0;
  for (let first = true; queue.length > 0 && opened < limit; first = false) {
    const { path, from } = queue.shift();
    const answer = await open(v, path);
    opened++;
    met.add(kind(path).route);
    if (!answer) continue;
    const found = [];
    if (answer.status() === 200 && !/^text\/html/.test(answer.headers()["content-type"] ?? "")) { // a picture, a scan: no page
      faults.push(...v.faults.splice(0).map((f) => `${role} ${path} (from ${from}): ${f}`));
      continue;
    }
    const here = kind(v.page.url());
    met.add(here.route);
    if (answer.status() >= 400) found.push(`a link leads to ${answer.status()}`);
    const looks = first ? `/ of ${role}` : here.kind;
    if (looked.has(looks) || answer.status() >= 400) {
      found.push(...(await v.glance()));
    } else {
      looked.add(looks);
      found.push(...(await v.look(`page${looks}`)));
      await helped(v, found);
    }
    for (const href of [...(await links(v.page)), ...(first ? await byHand(v.page, role) : [])]) {
      const k = kind(href).kind;
      if (k === "/sign-in" || (queued.get(k) ?? 0) >= alike) continue;
      queued.set(k, (queued.get(k) ?? 0) + 1);
      queue.push({ path: href, from: path });
    }
    await namesNobody(v, found);
    faults.push(...found.map((f) => `${role} ${path} (from ${from}): ${f}`));
  }
}

test("the way in, for everybody", async (t) => {
  const v = await visitor(t);
  for (const path of ["/sign-in", "/first", "/help", "/answer", "/own/sign-in", "/own/begin", "/own/left"]) {
    await v.visit(path);
    met.add(path);
    await v.expectClean(`open${path}`);
  }
  await v.visit("/nowhere", 404);
  await v.expectClean("not-found");
});

for (const { role } of accounts()) {
  test(`every page of ${role}`, async (t) => {
    const v = await visitor(t);
    await v.signIn(role);
    const faults = [];
    await walk(v, role, faults);
    assert.deepEqual(faults, []);
  });
}

test("every page of a resident", async (t) => {
  const v = await visitor(t), { number, secret } = own();
  await enter(v, number, secret);
  await past(v);
  const queue = ["/own", "/own/secret"], seen = new Set(), found = [];
  while (queue.length > 0) {
    const { route } = kind(queue[0]), path = queue.shift();
    if (seen.has(route)) continue;
    seen.add(route);
    await v.visit(path);
    met.add(route);
    found.push(...(await v.look(`page${route}`)));
    queue.push(...(await links(v.page)).filter((h) => h.startsWith("/own")));
  }
  assert.deepEqual(found, []);
});

test("every page has been met", () => {
  const missed = routes().filter((r) => !met.has(r) && !unmet[r]);
  assert.deepEqual(missed, []);
});

// In English nothing of the house speaks Chinese: what remains are names, and the button that says 中文.
for (const role of ["legal_officer", "bureau_legal", "system_keeper"]) {
  test(`the frame and the forms of ${role} speak English`, async (t) => {
    const v = await visitor(t, { locale: "en" });
    await v.signIn(role);
    const places = ["/", ...(await links(v.page)).filter((h) => !/^\/(sign-in|help)/.test(h)).slice(0, 40)];
    const found = [], seen = new Set();
    for (const path of places) {
      if (seen.has(kind(path).kind)) continue;
      seen.add(kind(path).kind);
      if (!(await open(v, path))) continue;
      await links(v.page);
      const own = [...names, ...accounts().map((a) => a.name)].sort((a, b) => b.length - a.length);
      const said = await v.page.evaluate(() => [...document.querySelectorAll(
        "title, label, legend, th:not([scope=row]), button, summary, .g-side-item, .g-foot, .g-tabs a, .g-section > h2, .g-quiet, .g-hint, .g-empty, [placeholder]",
      )].filter((e) => !e.closest("[lang^=zh], .g-me")).map((e) => e.placeholder || e.textContent.trim()));
      for (const words of new Set(said)) {
        const rest = own.reduce((s, n) => s.replaceAll(n, ""), words).replace(/\p{Script=Han}+(戒毒所|大队|指导站|管理局（演示）)/gu, "");
        if (/\p{Script=Han}/u.test(rest)) found.push(`${path}: ${words.replace(/\s+/g, " ").slice(0, 80)}`);
      }
    }
    assert.deepEqual(found, []);
  });
}

test("forms work without script", async (t) => {
  const v = await visitor(t, { script: false });
  await v.signIn("legal_officer");
  await v.visit("/me");
  await v.page.getByRole("group", { name: "语言" }).first().getByRole("button", { name: "English" }).click();
  assert.equal(await v.page.getAttribute("html", "lang"), "en");
  await v.visit("/people?q=" + encodeURIComponent("王"));
  assert.ok((await v.page.getByRole("row").count()) > 1, "a list is found without script");
  await v.page.getByRole("searchbox").first().fill("不会有这个人");
  await v.page.getByRole("searchbox").first().press("Enter");
  await v.page.waitForLoadState();
  assert.match(await v.page.textContent("main"), /No one|Nobody|Nothing/);
  await v.visit("/me");
  await v.page.locator('input[name="old"]').fill("wrong");
  await v.page.locator('input[name="password"]').first().fill("short");
  await v.page.locator('input[name="again"]').fill("other");
  await v.page.locator('button[value="password"]').click();
  await v.page.waitForLoadState();
  assert.match(await v.page.title(), /^Error: /);
});
