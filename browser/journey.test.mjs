// A facility's first week with the house, through pages: the roster that it keeps in a spreadsheet comes in, what is
// broken is mended where it is shown, everybody's day is computed and explained, duties are discharged by recording
// what was done, and what others must not do twice, over each other or alone is held back.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { visitor } from "./house.mjs";

// Days are those of Shanghai, whatever the machine's zone.
const day = (shift) => new Date(Date.now() + (8 * 60 * 60 + shift * 24 * 60 * 60) * 1000).toISOString().slice(0, 10);

// number is an invented man's identity number: 519900 is no division, and an odd sequence says a man.
function number(born) {
  const body = `519900${born.replaceAll("-", "")}${String(randomInt(500) * 2 + 1).padStart(3, "0")}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return body + "10X98765432"[[...body].reduce((s, c, i) => s + Number(c) * weights[i], 0) % 11];
}

const men = Array.from({ length: 5 }, () => "阙" + String.fromCodePoint(0x4e00 + randomInt(2000), 0x5e00 + randomInt(2000)));
const [arrived, miscounted, misdated, earlier, expired] = men;
const letter = (n) => `演公强戒决字〔${day(0).slice(0, 4)}〕${randomInt(10_000, 99_999)}${n}号`;
const right = number("1995-06-30");

// The roster as a facility keeps it: five invented people, two of them with a cell that cannot be.
const header = "姓名,性别,证件号码,民族,决定机关,决定书文号,决定日期,入所日期,主要毒品,家属姓名,家属关系,家属电话,备注";
const roster = [
  header,
  [arrived, "男", number("1990-01-01"), "汉族", "演示县公安局", letter(1), day(-5), day(-1), "冰毒", "阙大山", "父亲", "13900000001", "识字"],
  [miscounted, "男", right.slice(0, 17) + (right[17] === "1" ? "2" : "1"), "彝族", "演示县公安局", letter(2), day(-40), day(-10), "海洛因", "", "", "", ""],
  [misdated, "男", number("1979-11-23"), "汉族", "演示县公安局", letter(3), "2026年2月30日", day(-10), "冰毒", "", "", "", ""],
  [earlier, "男", number("1988-07-15"), "汉族", "演示县公安局", letter(4), day(-300), day(-200), "冰毒", "", "", "", ""],
  [expired, "男", number("1985-03-03"), "汉族", "演示县公安局", letter(5), day(-740), day(-600), "海洛因", "", "", "", ""],
].map((row) => (Array.isArray(row) ? row.join(",") : row)).join("\r\n");

// file opens somebody's file by the search box, which leads straight there when only one person answers.
async function file(v, name) {
  await v.visit("/");
  await v.page.locator("#g-q").fill(name);
  await Promise.all([v.page.waitForEvent("load"), v.page.locator("#g-q").press("Enter")]);
  if (!/^\/people\/\w{20,}$/.test(new URL(v.page.url()).pathname)) {
    await v.press(v.page.getByRole("link", { name }).first());
  }
  assert.equal(await v.page.locator("h1").textContent(), name);
  return new URL(v.page.url()).pathname;
}

// again sends a posted form once more, byte for byte, as a second click or a broken line does.
function posted(page) {
  const sent = [];
  page.on("request", (r) => { if (r.method() === "POST" && !r.url().includes("/lock")) sent.push(r); });
  return () => sent.at(-1);
}
async function again(v, request) {
  const { origin } = new URL(v.page.url());
  return v.page.request.post(request.url(), {
    data: request.postDataBuffer(), maxRedirects: 0,
    headers: { "content-type": request.headers()["content-type"], origin, "sec-fetch-site": "same-origin" },
  });
}

const main = (v) => v.page.locator("main");
let loaded = false;

test("a roster comes in: looked at, mended in place, loaded", async (t) => {
  const v = await visitor(t);
  await v.signIn("intake_officer");
  await v.visit("/roster");
  await v.page.locator('input[type="file"]').setInputFiles({ name: "名册.csv", mimeType: "text/csv", buffer: Buffer.from(roster) });
  await v.send("file");

  // Nothing is in the house yet; each fault stands with its row, its value and what would be right.
  await v.expectClean("roster-preview");
  const problems = await main(v).textContent();
  for (const words of ["证件号码", "2026年2月30日", "名册.csv"]) assert.match(problems, new RegExp(words));

  // A cell mended wrongly is named again; mended rightly, it goes.
  const cell = (value) => v.page.locator(`main input[name^="cell-"][value="${value}"]`);
  await cell("2026年2月30日").fill("2026年2月31日");
  await v.send(await cell("2026年2月30日").getAttribute("name"));
  assert.match(await main(v).textContent(), /2026年2月31日/);
  await cell("2026年2月31日").fill(day(-60));
  const wrong = v.page.locator('main input[name^="cell-"][value^="519900"]');
  await wrong.fill(right);
  await v.send(await wrong.getAttribute("name"));
  assert.equal(await v.page.locator(`main input[name^="cell-"]`).count(), 0, "everything is mended");

  const last = posted(v.page);
  await v.press(v.page.getByRole("button", { name: "确认导入" }));
  assert.match(await v.page.textContent("body"), /新增 5/);
  await v.expectClean("roster-loaded");
  loaded = true;

  // Sent once more, the same answer and nobody twice; the same file again changes nothing.
  await again(v, last());
  await file(v, arrived); // one person answers to the name
  await v.visit("/roster");
  await v.page.locator('input[type="file"]').setInputFiles({ name: "名册.csv", mimeType: "text/csv", buffer: Buffer.from(roster) });
  await v.send("file");
  assert.match(await main(v).textContent(), /未变/);
  assert.equal(await v.page.locator('main input[name^="cell-"]').count(), 2, "only the broken cells are left to mend");

  // What is not mended here is mended at the desk: the report holds the rows, each with what would be right.
  await v.press(v.page.getByRole("button", { name: "确认导入" }));
  assert.match(await v.page.textContent("body"), /有 2 行未导入/);
  const report = v.page.waitForEvent("download");
  await v.page.getByRole("link", { name: "下载问题报告" }).click();
  const book = readFileSync(await (await report).path());
  assert.equal(book.subarray(0, 2).toString(), "PK", "a workbook");
});

test("everybody's day: how many days are left, and why", async (t) => {
  assert.ok(loaded, "the roster is in");
  const v = await visitor(t);
  await v.signIn("intake_officer");
  await file(v, arrived);
  const words = await main(v).textContent();
  assert.match(words, /还有\s*72\d\s*天/);
  assert.match(words, /《禁毒法》第47条/);
  await v.page.getByText("为什么是这一天").first().click();
  assert.match(await v.page.locator("details[open]").first().textContent(), /决定之日/);
  await v.expectClean("journey-person");

  await file(v, expired); // a term that has ended alarms at once
  assert.match(await main(v).textContent(), /期满后仍未解除/);
});

test("a duty is discharged by recording what was done", async (t) => {
  assert.ok(loaded, "the roster is in");
  const v = await visitor(t);
  await v.signIn("intake_officer");
  const card = v.page.locator("article", { hasText: arrived }).filter({ hasText: "书面通知家属" });
  assert.equal(await card.count(), 1, "the letter to the family is owed");
  assert.match(await card.textContent(), /第17条/);
  await v.press(card.getByRole("link", { name: /记录/ }));
  await v.expectClean("journey-record");

  const person = new URL(v.page.url()).pathname.match(/^\/people\/\w+/)[0];
  const last = posted(v.page);
  await v.send("type");
  assert.equal(new URL(v.page.url()).pathname, "/", "from the day, back to the day");
  assert.match(await v.page.textContent("body"), /已记录/);
  await again(v, last());
  await v.visit(person + "/law");
  assert.equal(await v.page.locator("main ol li", { hasText: "寄出家属通知书" }).count(), 1, "sent twice, recorded once");

  await v.visit("/");
  const still = v.page.locator("article", { hasText: arrived }).filter({ hasText: "书面通知家属" });
  assert.equal(await still.getByRole("link", { name: /记录/ }).count(), 0, "nobody is asked for it again");
});

test("what the law refuses is refused with its article, and what happened is recorded all the same", async (t) => {
  assert.ok(loaded, "the roster is in");
  const v = await visitor(t);
  await v.signIn("legal_officer");
  const at = await file(v, earlier);
  await v.visit(`${at}/record?type=early.proposed`); // before a year has passed
  await v.send("type");
  assert.match(await main(v).textContent(), /《禁毒法》第47条/);
  assert.ok(await v.page.locator('input[name="happened"]').count(), "one can say that it happened");
  await v.expectClean("journey-refused");
  await v.visit(at);
  assert.match(await main(v).textContent(), /还有\s*\d+\s*天/, "nothing was recorded");
});

test("what was due before the house knew of it is confirmed from paper, in bulk", async (t) => {
  assert.ok(loaded, "the roster is in");
  const v = await visitor(t);
  await v.signIn("intake_officer");
  await v.visit("/paper");
  const lines = v.page.getByRole("checkbox");
  const waiting = await lines.count();
  assert.ok(waiting >= 2, "letters to families of earlier days wait");
  for (let i = 0; i < 2; i++) await lines.nth(i).check();
  await v.page.locator('input[name="source"]').first().check();
  await v.page.locator('input[name="number"]').fill("登记簿第3册第12页");
  await v.expectClean("journey-paper");
  await v.send("source");
  assert.match(await v.page.textContent("body"), /已确认 2 项/);
  assert.equal(await v.page.getByRole("checkbox").count(), waiting - 2);
});

test("of two who change one record the second sees both versions", async (t) => {
  assert.ok(loaded, "the roster is in");
  const one = await visitor(t), two = await visitor(t);
  await one.signIn("intake_officer");
  await two.signIn("legal_officer");
  const at = await file(one, arrived);
  await one.visit(`${at}/identity/edit`);
  await two.visit(`${at}/identity/edit`);
  await one.page.locator('input[name="phone"]').fill("13900000011");
  await one.send("phone");
  await two.page.locator('input[name="phone"]').fill("13900000022");
  await two.send("phone");
  const words = await main(two).textContent();
  assert.match(words, /两个版本/);
  assert.match(words, /0011/);
  assert.match(words, /0022/);
  assert.doesNotMatch(words, /13900000011/, "the other's number shows its end only");
  assert.equal(await two.page.locator('input[name="phone"]').inputValue(), "13900000022", "what was typed stays");
  await two.expectClean("journey-both-versions");
  await two.send("phone");
  assert.match(new URL(two.page.url()).pathname, /\/people\/\w+\/identity$/, "having seen both, the second saves");
});

test("a list above two hundred people leaves the house by two", async (t) => {
  const v = await visitor(t), head = await visitor(t);
  await v.signIn("legal_officer");
  await v.visit("/export?list=residents&left=1");
  assert.match(await main(v).textContent(), /第二人批准/);
  await v.page.locator('input[name="purpose"]').fill("浏览器测试：核对在册人数");
  await v.page.locator('input[name="format"][value="csv"]').check();
  await v.expectClean("journey-export");
  await v.send("purpose");
  const request = new URL(v.page.url()).pathname;
  assert.match(request, /^\/exports\/\w+$/);
  assert.equal(await v.page.getByRole("button", { name: "下载文件" }).count(), 0, "not before another has agreed");
  assert.equal(await v.page.locator('input[name="answer"]').count(), 0, "nobody agrees to his own request");

  await head.signIn("facility_head");
  await head.visit("/exports");
  await head.visit(request);
  await head.page.locator('input[name="answer"][value="yes"]').check();
  await head.send("answer");
  assert.match(await head.page.textContent("body"), /决定已记录/);

  await v.visit(request);
  const got = v.page.waitForEvent("download");
  await v.press(v.page.getByRole("button", { name: "下载文件" }));
  const text = readFileSync(await (await got).path(), "utf8");
  assert.ok(text.split("\n").length > 200, "everybody is in it");
  assert.match(text, /浏览器测试：核对在册人数/, "the purpose stands in the file");
});
