// Lists: forwards and back again, the filter before, and paper.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitor } from "./house.mjs";

const total = (v) => v.page.locator(".g-total").innerText();

test("a list goes back as it went forward, and says where it is", async (t) => {
  const v = await visitor(t, { script: false });
  await v.signIn("facility_head");
  await v.visit("/people?rows=20");
  const first = await v.page.locator("tbody th").first().innerText();
  assert.match(await total(v), /^第 1–20 条，共 \d+ 条$/);
  await v.press(v.page.getByRole("link", { name: /^后 20 条/ }));
  assert.match(await total(v), /^第 21–40 条/);
  await v.press(v.page.getByRole("link", { name: /^后 20 条/ }));
  await v.press(v.page.getByRole("link", { name: /^前 20 条/ }));
  assert.match(await total(v), /^第 21–40 条/);
  await v.press(v.page.getByRole("link", { name: /^前 20 条/ }));
  assert.match(await total(v), /^第 1–20 条/);
  assert.equal(await v.page.locator("tbody th").first().innerText(), first);
});

test("Back finds the filter before", async (t) => {
  const v = await visitor(t);
  await v.signIn("facility_head");
  await v.visit("/people");
  const all = await total(v);
  await v.page.locator("select[name=phase]").selectOption({ index: 1 });
  await v.page.waitForURL(/phase=/);
  await v.page.locator(".g-chips").waitFor();
  await v.page.locator("select[name=within]").selectOption({ index: 3 });
  await v.page.waitForURL(/within=/);
  // Back asks the house again for what stood at the address.
  const back = () => Promise.all([v.page.waitForEvent("load"), v.page.evaluate(() => history.back())]);
  await back();
  await v.page.waitForURL((u) => !u.searchParams.has("within") && u.searchParams.has("phase"));
  assert.equal(await v.page.locator(".g-chips .g-filter").count(), 1);
  await back();
  await v.page.waitForURL((u) => !u.searchParams.has("phase"));
  await v.page.locator(".g-total").waitFor();
  assert.equal(await total(v), all);
});

test("on paper a list is a table with one heading, and says which rows it shows", async (t) => {
  const v = await visitor(t);
  await v.signIn("facility_head");
  for (const path of ["/people", "/rules"]) {
    await v.visit(path);
    await v.page.emulateMedia({ media: "print" });
    await v.page.setViewportSize({ width: 658, height: 900 }); // what A4 leaves
    const seen = await v.page.evaluate(() => {
      const shown = (e) => e && getComputedStyle(e).display;
      const titles = [...document.querySelectorAll("h1, .g-print-title, .g-table caption:not(.g-sr)")].filter((e) => shown(e) !== "none");
      return {
        head: shown(document.querySelector(".g-table thead")), row: shown(document.querySelector(".g-table tbody tr")),
        titles: titles.length, total: document.querySelector(".g-total").innerText,
        frame: [".g-side", ".g-top", ".g-pager", ".g-filters"].filter((s) => document.querySelector(s) && shown(document.querySelector(s)) !== "none"),
        over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      };
    });
    assert.deepEqual([seen.head, seen.row, seen.titles, seen.frame], ["table-header-group", "table-row", 1, []], path);
    assert.match(seen.total, /第 1–50 条，共 \d+ 条/, path);
    assert.ok(seen.over <= 0, `${path} is ${seen.over} px too wide for the paper`);
    await v.page.emulateMedia({ media: "screen" });
    await v.page.setViewportSize({ width: 1440, height: 900 });
  }
});
