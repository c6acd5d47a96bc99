// The roll and the movement board, as a duty officer works with them at seven in the morning.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { credentials } from "./accounts.mjs";
import { phone, visitor } from "./house.mjs";
import { day, minute, pick, save, type } from "./steps.mjs";

const row = (page, n) => page.locator(".g-roll-row").nth(n);
const unmarked = (page) => page.locator('.g-roll-row[data-mark=""]');
const marked = async (page) => Number(await page.locator("#g-roll-marked").textContent());
const waits = (page) => page.evaluate(() => Number((JSON.parse(localStorage.getItem("guitu-roll") || "null") || { n: 0 }).n));
const sentAll = (page) => page.waitForFunction(() => !localStorage.getItem("guitu-roll"));

// tablet is a browser with a folder of its own, so that it can be closed and opened again.
const tablet = (profile) => chromium.launchPersistentContext(profile, {
  executablePath: process.env.GUITU_CHROMIUM ?? "/usr/bin/chromium", headless: true, locale: "zh-CN",
  baseURL: process.env.GUITU_URL ?? "http://127.0.0.1:8080", args: ["--no-sandbox", "--disable-gpu"],
});

// calm forgets what the browser says of a network that was cut on purpose.
const calm = (v) => v.faults.splice(0, v.faults.length, ...v.faults.filter((f) => !/ERR_INTERNET_DISCONNECTED/.test(f)));

// roll leads to the call that the demo left half done.
async function roll(v) {
  await v.visit("/rolls");
  await v.press(v.page.getByRole("link", { name: "接着点" }).first());
  await v.page.evaluate(() => window.guituRoll);
  return new URL(v.page.url()).pathname;
}

test("one tap marks, and the count runs", async (t) => {
  const v = await visitor(t);
  await v.signIn("duty_officer");
  await roll(v);
  const before = await marked(v.page), person = await unmarked(v.page).first().getAttribute("data-person");
  const mine = v.page.locator(`.g-roll-row[data-person="${person}"]`);
  await mine.getByText("在", { exact: true }).click();
  await sentAll(v.page);
  assert.equal(await marked(v.page), before + 1);
  await v.page.reload();
  assert.equal(await mine.getAttribute("data-mark"), "present");
  await v.expectClean("roll");
});

test("an arrow leads along the marks and leaves none behind", async (t) => {
  const v = await visitor(t);
  await v.signIn("duty_officer");
  await roll(v);
  const person = await unmarked(v.page).first().getAttribute("data-person");
  const mine = v.page.locator(`.g-roll-row[data-person="${person}"]`);
  await mine.locator('input[value="present"]').focus();
  await v.page.keyboard.press("ArrowRight");
  await v.page.keyboard.press("ArrowRight");
  assert.equal(await v.page.evaluate(() => document.activeElement.value), "visit");
  assert.equal(await mine.getAttribute("data-mark"), "", "nothing is marked on the way");
  await v.page.keyboard.press("Space");
  await v.page.waitForFunction((p) => document.querySelector(`.g-roll-row[data-person="${p}"]`).dataset.mark === "visit", person); // on the disk first
  await sentAll(v.page);
  assert.equal(await mine.getAttribute("data-mark"), "visit");
  await v.page.keyboard.press("ArrowLeft");
  await v.page.keyboard.press("ArrowLeft");
  await v.page.keyboard.press("Enter");
  await v.page.waitForFunction((p) => document.querySelector(`.g-roll-row[data-person="${p}"]`).dataset.mark === "present", person);
  await sentAll(v.page);
  await v.page.reload();
  assert.match(await mine.locator("details").textContent(), /探访/);
  assert.doesNotMatch(await mine.locator("details").textContent(), /就医/);
});

test("one leaves and another comes while the roll is called", async (t) => {
  const v = await visitor(t);
  await v.signIn("duty_officer");
  const path = await roll(v), listing = v.page.getByRole("button", { name: "列入名单" });
  if (await listing.count()) await v.press(listing); // whom an earlier walk took in
  await v.visit(path);
  await v.page.evaluate(() => window.guituRoll);
  const rows = await v.page.locator(".g-roll-row").count(), where = await v.page.locator("main").innerText();
  const leaves = await unmarked(v.page).first().getAttribute("data-person");
  const l = await visitor(t);
  await l.signIn("legal_officer");
  const head = await visitor(t);
  await head.signIn("facility_head");
  await head.visit(`/journeys/new/death?person=${leaves}`); // an end that no gate stands before
  for (const [name, value] of [["died_at", minute(0)], ["where", "医务室"], ["found_by", "演练"]]) await type(head, name, value);
  await pick(head, "died_where", "facility");
  await pick(head, "pronounced", "by_doctor");
  await save(head);
  await l.visit("/people?left=1&sort=left");
  await l.visit(`${await l.page.locator("table.g-table tbody tr a").nth(1).getAttribute("href")}/again`);
  await l.page.getByLabel("入所日期").fill(day(1));
  await l.page.getByLabel("决定日期").fill(day(1));
  await l.page.getByLabel("情况说明").fill("文号和扫描件随后补。");
  await l.page.getByLabel("县级公安机关", { exact: true }).check();
  await l.page.getByLabel("戒毒后再次使用", { exact: true }).check();
  const brigades = await l.page.getByLabel("住在哪个大队").locator("option").evaluateAll((list) => list.map((o) => [o.value, o.textContent.replace(/（.*/, "").trim()]));
  await l.page.getByLabel("住在哪个大队").selectOption(brigades.find(([value, name]) => value && name.endsWith("大队") && where.includes(name))[0]);
  await l.press(l.page.getByRole("button", { name: "办理再次收治" }));
  assert.match(await l.page.locator("main").innerText(), /已再次收治/, JSON.stringify(brigades));

  await v.visit(path);
  await v.page.evaluate(() => window.guituRoll);
  assert.match(await v.page.locator(`.g-roll-gone[data-person="${leaves}"]`).innerText(), /开点后已离所/);
  assert.equal(await v.page.locator(".g-roll-row").count(), rows - 1);
  assert.match(await v.page.locator("main").innerText(), /开点后新到 1 人，还不在名单上/);
  await v.expectClean("roll-meanwhile");
  await v.press(v.page.getByRole("button", { name: "列入名单" }));
  await v.page.evaluate(() => window.guituRoll);
  assert.match(await v.page.locator("body").innerText(), /已列入 1 人/);
  assert.equal(await v.page.locator(".g-roll-row").count(), rows);
});

test("who is moved to where no roll is called stays with this one, and a bed of now reaches the tablet", async (t) => {
  const v = await visitor(t);
  await v.signIn("duty_officer");
  const path = await roll(v);
  await v.page.evaluate(() => window.guituRoll);
  const of = (p) => v.page.locator(`[data-person="${p}"]`);
  const w = await visitor(t);
  await w.signIn("intake_officer");
  const m = await visitor(t); // across brigades the medical post gives the bed
  await m.signIn("doctor");
  const waiting = await unmarked(v.page).evaluateAll((all) => all.map((r) => r.dataset.person));
  const moves = async (p, page, button) => {
    const who = page ? m : w;
    await who.visit(`/beds/person/${p}${page}`);
    const form = who.page.locator("main form", { has: who.page.locator('[name="bed"]') });
    if (!(await form.count())) return false;
    await form.locator('[name="bed"]').first().check();
    await who.press(form.getByRole("button", { name: button }));
    return true;
  };
  const first = async (page, button, but) => {
    for (const p of waiting.filter((x) => x !== but)) if (await moves(p, page, button)) return p;
    throw new Error(`nobody can be moved: ${page}`);
  };
  const leaves = await first("/elsewhere", "换到这个大队");
  const was = {};
  for (const p of waiting) was[p] = await of(p).locator(".g-roll-bed").innerText();
  const shifts = await first("", "换到这张床", leaves);
  const heads = await v.page.locator(".g-roll-row").count();

  // The tablet knows of neither until it speaks with the house again.
  const other = (await unmarked(v.page).evaluateAll((all) => all.map((r) => r.dataset.person))).find((p) => p !== leaves && p !== shifts);
  await of(other).getByText("在", { exact: true }).click();
  await v.page.locator(`.g-roll-row[data-person="${leaves}"]`, { hasText: "那里没有在点名：仍由这次点名点" }).waitFor();
  await v.page.evaluate(() => window.guituRoll);
  assert.equal(await v.page.locator(".g-roll-row").count(), heads);
  assert.match(await v.page.locator("#sum").innerText(), new RegExp(`应点人数\\s*${heads}[^]*仍由这次点名点`));
  assert.notEqual(await of(shifts).locator(".g-roll-bed").innerText(), was[shifts]);
  await v.expectClean("roll-moved");

  // Taken back, he is called here again; what can be taken back no more is offered to nobody.
  await w.visit("/beds");
  await w.expectClean("bed-recent");
  await w.press(w.page.locator("#recent").getByRole("button", { name: "撤销" }).first());
  await m.visit("/beds");
  await m.press(m.page.locator("#recent").getByRole("button", { name: "撤销" }).first());
  await v.visit(path);
  assert.equal(await v.page.locator(".g-roll-row").count(), heads);
  assert.equal(await of(shifts).locator(".g-roll-bed").innerText(), was[shifts]);
});

test("the roll goes on without a network, after a reload too, and sends everything once", async (t) => {
  const v = await visitor(t, { viewport: { width: 1024, height: 768 } });
  await v.signIn("duty_officer");
  const path = await roll(v), context = v.page.context();
  const people = [0, 1, 2].map((n) => unmarked(v.page).nth(n));
  const ids = await Promise.all(people.map((p) => p.getAttribute("data-person")));
  const of = (p) => v.page.locator(`.g-roll-row[data-person="${p}"]`);
  const before = await marked(v.page);

  await context.setOffline(true);
  await of(ids[0]).getByText("在", { exact: true }).click();
  await of(ids[1]).getByText("就医", { exact: true }).click();
  await v.page.waitForFunction(() => (JSON.parse(localStorage.getItem("guitu-roll") || "null") || {}).n === 2);
  assert.match(await v.page.locator("#g-roll-line").textContent(), /没有网络。可以继续点名，本机有 2 条待送/);
  assert.ok(await v.page.locator("#g-roll-close button").isDisabled(), "the close needs the house");
  await v.expectClean("roll-offline");
  await v.page.getByRole("link", { name: "我的一天" }).first().click(); // nothing leads into the browser's own page
  await v.page.locator("#g-roll-said", { hasText: "打不开别的页面。点名已保存在本机" }).waitFor();
  assert.equal(new URL(v.page.url()).pathname, path);
  calm(v);
  await v.expectClean("roll-stays");

  await v.page.reload();
  await v.page.evaluate(() => window.guituRoll);
  assert.equal(await of(ids[0]).getAttribute("data-mark"), "present", "what was marked before the reload");
  assert.equal(await of(ids[1]).getAttribute("data-mark"), "hospital");
  assert.equal(await marked(v.page), before + 2);
  await of(ids[2]).getByText("在", { exact: true }).click();
  await of(ids[1]).getByText("探访", { exact: true }).click();
  await v.page.waitForFunction(() => (JSON.parse(localStorage.getItem("guitu-roll") || "null") || {}).n === 4);

  await context.setOffline(false);
  await sentAll(v.page);
  assert.match(await v.page.locator("#g-roll-line").textContent(), /已送出 4 条/);
  await v.visit(path);
  await v.page.evaluate(() => window.guituRoll);
  assert.equal(await of(ids[1]).getAttribute("data-mark"), "visit");
  assert.equal(await marked(v.page), before + 3);
  assert.match(await v.page.locator("main").textContent(), /标为外出，但没有外出登记/);
  calm(v);
});

test("marks wait for their officer: a colleague is told, and sends none of them", async (t) => {
  const v = await visitor(t);
  await v.signIn("duty_officer");
  const path = await roll(v), context = v.page.context();
  const id = await unmarked(v.page).first().getAttribute("data-person");
  const cookies = await context.cookies();
  await context.setOffline(true);
  await v.page.locator(`.g-roll-row[data-person="${id}"]`).getByText("在", { exact: true }).click();
  await v.page.waitForFunction(() => localStorage.getItem("guitu-roll"));
  await context.clearCookies(); // the session has ended meanwhile
  await context.setOffline(false);
  await v.page.locator("#g-roll-said", { hasText: "登录已过期" }).waitFor();

  await v.signIn("brigade_head");
  assert.match(await v.page.locator("#g-roll-rest").textContent(), /1\s*条点名标记还在本机/);
  await v.visit(path);
  await v.page.evaluate(() => window.guituRoll);
  assert.match(await v.page.locator("#g-roll-line").textContent(), /本机还有同事的 1 条标记待送/);
  assert.equal(await waits(v.page), 1);

  await context.clearCookies();
  await context.addCookies(cookies);
  await v.visit(path);
  await sentAll(v.page);
  await v.visit(path);
  assert.equal(await v.page.locator(`.g-roll-row[data-person="${id}"]`).getAttribute("data-mark"), "present");
  calm(v);
});

test("the roll goes on after the browser was closed, with no network at all", async (t) => {
  const profile = mkdtempSync(join(tmpdir(), "guitu-tablet-"));
  let again;
  t.after(async () => {
    await again?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
  const v = await visitor(t);
  await v.signIn("duty_officer");
  const path = await roll(v), cookies = await v.page.context().cookies();
  const first = await tablet(profile);
  await first.addCookies(cookies);
  const page = await first.newPage();
  await page.goto(path);
  await page.evaluate(() => window.guituRoll);
  await first.setOffline(true);
  await page.locator(".g-roll-row").first().getByText("出庭", { exact: true }).click();
  await page.waitForFunction(() => localStorage.getItem("guitu-roll"));
  await first.close();

  again = await tablet(profile);
  await again.setOffline(true);
  const next = await again.newPage();
  await next.goto(path);
  await next.evaluate(() => window.guituRoll);
  assert.equal(await next.locator(".g-roll-row").first().getAttribute("data-mark"), "court");
  assert.match(await next.locator("#g-roll-line").textContent(), /本机有 1 条待送.*这是本机在/);
  await again.addCookies(cookies);
  await again.setOffline(false);
  await next.evaluate(() => dispatchEvent(new Event("online")));
  await sentAll(next);
});

test("somebody is not found: two officers close the roll, and the checklist opens", async (t) => {
  const v = await visitor(t);
  await v.signIn("duty_officer");
  const path = await roll(v);
  const last = unmarked(v.page).last(), id = await last.getAttribute("data-person");
  await last.getByText("没找到", { exact: true }).click();
  await sentAll(v.page);
  for (let n = await unmarked(v.page).count(); n > 0; n--) {
    await unmarked(v.page).first().getByText("在", { exact: true }).click();
    await v.page.waitForFunction((m) => document.querySelectorAll('.g-roll-row[data-mark=""]').length < m, n);
  }
  await sentAll(v.page);
  await v.press(v.page.getByRole("button", { name: "收点" }));
  if (await v.page.locator("#g-trouble").count()) { // what differs from the outings is looked at first, and closed as it is
    assert.match(await v.page.locator("#g-trouble").textContent(), /处不一致/);
    await v.press(v.page.getByRole("button", { name: "收点" }));
  }
  assert.match(await v.page.locator("main").textContent(), /要由另一名民警/);
  await v.expectClean("roll-second");
  await v.visit(`${path}/search/${id}`);
  await v.page.getByLabel("院区、围墙一圈").check();
  await v.page.locator('[name="words"]').fill("东侧围墙");
  await v.send("words");
  assert.match(await v.page.locator("main").textContent(), /东侧围墙/);
  await v.expectClean("roll-search");

  await v.visit(path);
  await v.page.evaluate(() => window.guituRoll);
  await v.page.context().setOffline(true);
  await row(v.page, 1).getByText("探访", { exact: true }).click();
  await v.page.waitForFunction(() => localStorage.getItem("guitu-roll"));

  const w = await visitor(t);
  await w.signIn("brigade_head");
  await w.visit(`${path}/second`);
  const told = await w.page.locator("main").textContent();
  assert.match(told, /不在床位的人（[1-9]\d*）/);
  assert.match(told, /标记不一致：[12] 人.*点为“出庭”.*登记：就医/);
  await w.expectClean("roll-second-there");
  await w.press(w.page.getByRole("button", { name: "确认收点" }).first());
  assert.match(await w.page.locator("main").textContent(), /已由第二人确认收点/);
  assert.match(await w.page.locator(".g-roll-ended").textContent(), /提出收点；.*确认收点/);
  await w.expectClean("roll-closed");
  await v.page.context().setOffline(false); // what comes after the close is kept, and asked about
  await v.page.locator("#g-roll-looked", { hasText: "收点以后才送到" }).waitFor();
  await v.page.locator("#g-roll-said", { hasText: "已送出 1 条，1 条要您看一眼" }).waitFor();
  calm(v);
  await v.expectClean("roll-after-close");
  const kept = await v.page.evaluate(async (call) => {
    await new Promise((done) => setTimeout(done, 50));
    return call;
  }, path.split("/").pop());
  await v.visit(path);
  await v.page.evaluate(() => window.guituRoll);
  assert.match(await v.page.locator("main").textContent(), /收点后送到：.*探访/);
  const left = await v.page.evaluate((call) => new Promise((done) => {
    const r = indexedDB.open("guitu-roll", 1);
    r.onsuccess = () => {
      const q = r.result.transaction("page").objectStore("page").get(call);
      q.onsuccess = () => done(q.result === undefined);
    };
  }), kept);
  assert.ok(left, "a closed roll is kept nowhere");
});

test("without script the same roll is a form", async (t) => {
  const v = await visitor(t, { script: false });
  await v.signIn("duty_officer");
  await v.visit("/rolls");
  await v.page.getByLabel("临时点名").check();
  await v.send("whom");
  const first = row(v.page, 0);
  await first.getByText("在", { exact: true }).click();
  await v.press(v.page.getByRole("button", { name: "保存标记" }));
  assert.match(await v.page.locator("main").textContent(), /已记下 1 条/);
  await v.press(v.page.getByRole("button", { name: "收点" }));
  assert.match(await v.page.locator("main").textContent(), /人没有点到/);
});

test("out and back in one short form, found by name", async (t) => {
  const v = await visitor(t, { viewport: phone });
  await v.signIn("duty_officer");
  await v.visit("/out");
  assert.match(await v.page.locator("main").textContent(), /县人民医院住院部/);
  await v.expectClean("out");
  await v.press(v.page.getByRole("link", { name: /超时未回/ }));
  assert.match(await v.page.locator("main").textContent(), /市第三医院门诊/);
  await v.press(v.page.locator(".g-table tbody th a").last());
  await v.expectClean("out-one");
  const name = (await v.page.locator("h1").textContent()).trim();
  await v.press(v.page.getByRole("button", { name: "登记返回" }));
  await v.visit("/out/find");
  await v.page.locator("main [name=q]").fill(name);
  await v.send("q");
  await v.press(v.page.locator(".g-out-found a").first());
  await v.page.getByLabel("出庭、提人").check();
  await v.page.locator('[name="where"]').fill("区人民法院");
  await v.expectClean("out-leave");
  await v.send("where");
  assert.match(await v.page.locator("main").textContent(), /已登记外出/);
});

// The last one: an unlocked session has a new cookie, and the tests before it know the old one.
test("a screen that locks without a network says so, and opens when it is back", async (t) => {
  const v = await visitor(t);
  await v.signIn("duty_officer");
  await roll(v);
  const context = v.page.context(), sheet = v.page.locator("#g-lock");
  await v.page.evaluate(() => { window.stayed = true; });
  await context.setOffline(true);
  await unmarked(v.page).first().getByText("在", { exact: true }).click();
  await v.page.waitForFunction(() => localStorage.getItem("guitu-roll"));
  await v.page.locator("details.g-menu summary").first().click();
  await v.page.getByRole("button", { name: "锁定" }).click();
  await sheet.getByLabel("密码").fill(credentials("duty_officer").password);
  await sheet.getByRole("button", { name: "解锁" }).click();
  await sheet.getByText("连不上系统，现在不能核对密码").waitFor();
  assert.match(await sheet.innerText(), /标记都留在本机[^]*刷新这一页接着点/);
  assert.doesNotMatch(await sheet.innerText(), /密码不对/);
  calm(v);
  await v.expectClean("roll-locked-offline");
  await context.setOffline(false);
  await sheet.getByText("网络已恢复，请解锁。").waitFor();
  await sheet.getByLabel("密码").fill("wrong wrong wrong"); // the house was not told of the lock before: it is now
  await sheet.getByRole("button", { name: "解锁" }).click();
  await sheet.getByText("密码不对，请再输一次。").waitFor();
  await sheet.getByLabel("密码").fill(credentials("duty_officer").password);
  await sheet.getByRole("button", { name: "解锁" }).click();
  await sheet.waitFor({ state: "hidden" });
  await sentAll(v.page);
  assert.ok(await v.page.evaluate(() => window.stayed), "the page was loaded anew");
  calm(v);
});
