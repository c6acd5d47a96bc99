// Beds: the map by keyboard and on a phone, a move, a swap, both taken back; what does not fit says why.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phone, visitor } from "./house.mjs";

const recent = (v) => v.page.locator("#recent li");
const free = (v) => v.page.locator("a.g-berth-empty");

// lies is the name in a bed of the map.
const lies = async (v, href) => (await v.page.locator(`a[href="${href}"] .g-berth-who`).allTextContents())[0] ?? "";

test("the map opens a bed beside it, by mouse and by keyboard", async (t) => {
  const v = await visitor(t);
  await v.signIn("zone_officer");
  await v.page.getByRole("link", { name: "分区看板" }).first().click();
  await v.page.waitForURL("**/beds");
  await v.expectClean("bed-map");
  const first = v.page.locator("a.g-berth").first();
  await first.focus();
  await v.page.keyboard.press("ArrowRight");
  const second = v.page.locator("a.g-berth").nth(1);
  assert.ok(await second.evaluate((e) => e === document.activeElement), "the arrow goes to the next bed");
  await v.page.keyboard.press("Home");
  assert.ok(await first.evaluate((e) => e === document.activeElement));
  await v.page.keyboard.press("Enter");
  await v.page.locator("#g-panel h2", { hasText: /床$/ }).first().waitFor();
  assert.match(await v.page.textContent("#g-panel"), /住进来/);
  assert.equal(new URL(v.page.url()).pathname, "/beds", "it stays on the map");
  await v.expectClean("bed-panel");

  await v.page.setViewportSize(phone);
  await v.visit("/beds");
  await v.page.locator("a.g-berth").first().click();
  await v.page.waitForURL("**/beds/bed/*");
  await v.expectClean("bed-phone");
  await v.visit("/beds?view=table");
  await v.expectClean("bed-table");
});

test("a move and a swap are done and taken back, without script too", async (t) => {
  for (const script of [true, false]) {
    const v = await visitor(t, { script });
    await v.signIn("zone_officer");
    await v.visit("/beds");
    const before = await free(v).count();
    // Somebody for whom a bed of his brigade is free.
    const beds = await v.page.locator("a.g-berth-occupied").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    let from;
    for (from of beds) {
      await v.visit(from);
      if (await v.page.locator('#g-panel input[name="bed"]').count()) break;
    }
    const panel = v.page.locator("main form", { has: v.page.locator('[name="bed"]') });
    const to = `/beds/bed/${await panel.locator('[name="bed"]').first().getAttribute("value")}`;
    await panel.locator('[name="bed"]').first().check();
    await panel.locator('[name="words"]').fill("打呼噜");
    await v.press(panel.getByRole("button", { name: "换到这张床" }));
    assert.match(await v.page.textContent("main"), /已换床/);
    assert.notEqual(await lies(v, to), "", "he lies there now");
    assert.equal(await lies(v, from), "");
    assert.equal(await free(v).count(), before);
    await v.press(recent(v).first().getByRole("button", { name: "撤销" }));
    assert.match(await v.page.textContent("main"), /已撤销/);
    assert.notEqual(await lies(v, from), "");
    assert.equal(await lies(v, to), "");

    // Two of one room may always change.
    const ward = v.page.locator(".g-ward", { has: v.page.locator("a.g-berth-occupied >> nth=1") }).first();
    const [a, b] = await ward.locator("a.g-berth-occupied").evaluateAll((all) => all.slice(0, 2).map((x) => x.getAttribute("href")));
    const [was, other] = [await lies(v, a), await lies(v, b)];
    await v.visit(a);
    await v.press(v.page.locator('#g-panel a[href^="/beds/person/"]').first());
    if (script) await v.expectClean("bed-person");
    const swap = v.page.locator("main form", { has: v.page.locator('[name="swap_words"]') });
    const choice = await swap.locator("option", { hasText: other }).first().getAttribute("value");
    await swap.locator('[name="other"]').selectOption(choice);
    await v.press(swap.getByRole("button", { name: "两人对换" }));
    assert.deepEqual([await lies(v, a), await lies(v, b)], [other, was]);
    await v.press(recent(v).first().getByRole("button", { name: "撤销" }));
    assert.deepEqual([await lies(v, a), await lies(v, b)], [was, other]);
  }
});

test("what does not fit says why, with its article; another brigade only offers", async (t) => {
  const v = await visitor(t);
  await v.signIn("intake_officer");
  await v.visit("/beds");
  await v.visit(await v.page.locator("a.g-berth-occupied").first().getAttribute("href"));
  await v.press(v.page.locator('#g-panel a[href^="/beds/person/"]').first());
  await v.page.locator("summary", { hasText: "不能换到" }).click();
  assert.match(await v.page.textContent("main details"), /分期不同.*《戒毒条例》第30条/);
  await v.expectClean("bed-reasons");
  await v.press(v.page.getByRole("link", { name: "看别的大队可以提供的床位" }));
  assert.ok((await v.page.locator('[name="bed"]').count()) <= 3, "a few beds, not all");
  await v.expectClean("bed-elsewhere");
});
