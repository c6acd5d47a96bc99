// The day book, as a duty officer takes it at the hand-over to the night shift.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phone, visitor } from "./house.mjs";

// book leads to the newest book of the officer's brigade.
async function book(v) {
  await v.visit("/daybook");
  await v.press(v.page.locator("tbody a").first());
  return new URL(v.page.url()).pathname;
}

test("the books of the night are listed, and one made now is opened", async (t) => {
  const v = await visitor(t);
  await v.signIn("duty_officer");
  await v.visit("/daybook");
  await v.expectClean("daybook-list");
  const before = await v.page.locator("tbody tr").count();
  assert.ok(before > 0, "the demo province has books");
  await v.press(v.page.getByRole("button", { name: "现在做一份" }));
  assert.match(v.page.url(), /\/daybook\/\w{26}$/);
  const said = await v.page.locator(".g-paper").textContent();
  for (const part of ["值班日册", "要求做成", "一、名单", "二、外出", "三、30天内到期", "四、已逾期和24小时内到期的事项", "用药目前不在本系统登记", "补记五"]) {
    assert.ok(said.includes(part), part);
  }
  const [, bed, out, waiting, all] = said.match(/在床 (\d+) \+ 外出 (\d+) \+ 待安排床位 (\d+) = 在所 (\d+)/).map(Number);
  assert.equal(bed + out + waiting, all);
  assert.equal(await v.page.locator(".g-paper-table").nth(1).locator("tr").count(), all + 1, "a line for everybody");
  await v.expectClean("daybook");
  await v.visit("/daybook");
  assert.equal(await v.page.locator("tbody tr").count(), before + 1);
});

test("it is printed without the frame, each form on a page of its own, and taken as a file", async (t) => {
  const v = await visitor(t);
  await v.signIn("duty_officer");
  const path = await book(v);
  assert.ok(await v.page.getByRole("button", { name: "打印" }).isVisible());
  await v.page.emulateMedia({ media: "print" });
  assert.ok(!(await v.page.locator(".g-paper-aside").isVisible()), "the buttons are not on the paper");
  assert.equal(await v.page.locator(".g-paper-turn").first().evaluate((e) => getComputedStyle(e).breakAfter), "page");
  const printed = await v.page.pdf({ preferCSSPageSize: true });
  assert.ok(printed.length > 10_000);
  await v.page.emulateMedia({ media: null });
  const got = await v.page.request.get(`${path}/pdf`);
  assert.equal(got.status(), 200);
  assert.equal(got.headers()["content-type"], "application/pdf");
  assert.match(got.headers()["content-disposition"], /daybook-[0-9A-F-]+\.pdf/);
  assert.equal((await got.body()).subarray(0, 5).toString(), "%PDF-");
});

test("on a phone the roll is pushed aside with the keyboard, and the page is not", async (t) => {
  const v = await visitor(t, { viewport: phone });
  await v.signIn("duty_officer");
  await book(v);
  const wide = await v.page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= phone.width, `the page is ${wide} wide`);
  const region = v.page.getByRole("region", { name: "值班日册" });
  await region.focus();
  await v.page.keyboard.press("ArrowRight");
  await v.page.waitForFunction(() => document.querySelector(".g-daybook").scrollLeft > 0);
});

test("who may not read the roll has no book, and a book of another brigade is refused", async (t) => {
  const v = await visitor(t);
  await v.signIn("duty_officer");
  const path = await book(v);
  const other = await visitor(t);
  await other.signIn("teacher");
  assert.equal(await other.page.locator('nav a[href="/daybook"]').count(), 0);
  assert.equal((await other.page.request.get("/daybook")).status(), 404, "as if there were no such page");
  assert.equal((await other.page.request.get(path)).status(), 404);
});
