// What was entered by mistake is withdrawn, and what was ordered is lifted: each on a page of its own, with a reason.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitor } from "./house.mjs";

test("an outing entered by mistake is withdrawn after its return, and says what told of it", async (t) => {
  const v = await visitor(t);
  await v.signIn("duty_officer");
  // Somebody who is here is sent out by mistake: the outings of the demonstration are another test's.
  await v.visit("/beds");
  const who = (await v.page.locator("a.g-berth-occupied .g-berth-who").nth(9).innerText()).trim();
  await v.visit("/out/find");
  await v.page.locator("main [name=q]").fill(who);
  await v.send("q");
  await v.press(v.page.locator(".g-out-found a").first());
  await v.page.getByLabel("就医").check();
  await v.page.locator('[name="where"]').fill("县中医院门诊");
  await v.send("where");
  await v.visit("/out");
  const outing = await v.page.locator("tr", { hasText: "县中医院门诊" }).getByRole("link").first().getAttribute("href");
  await v.visit(outing);
  const his = await v.page.locator('main a[href^="/out/person/"]').first().getAttribute("href");
  await v.visit(his.replace("/out/person/", "/people/"));
  assert.equal(await v.page.getByRole("link", { name: "在外：就医" }).getAttribute("href"), outing);
  await v.expectClean("out-person");
  await v.visit(outing);
  await v.press(v.page.locator("#return").getByRole("button"));
  await v.visit(outing);
  await v.press(v.page.getByRole("link", { name: "登记错了，撤回这条外出" }));
  assert.match(await v.page.locator("#told").innerText(), /晨点名.*还没有收点/);
  await v.press(v.page.getByRole("button", { name: "撤回这条外出" }));
  assert.match(await v.page.locator("main").innerText(), /请写明哪里登记错了/);
  await v.page.locator('[name="wrong"]').fill("是同名的另一人就医");
  await v.press(v.page.getByRole("button", { name: "撤回这条外出" }));
  assert.match(await v.page.locator("main").innerText(), /撤回：是同名的另一人就医/);
  await v.expectClean("out-withdrawn");
});

test("two are kept apart no longer, with a reason and a second look", async (t) => {
  const v = await visitor(t);
  await v.signIn("brigade_head");
  await v.visit("/beds");
  await v.visit(await v.page.locator("a.g-berth-occupied").nth(2).getAttribute("href"));
  await v.press(v.page.locator('#g-panel a[href^="/beds/person/"]').first());
  await v.page.locator("summary", { hasText: "和别人分开安置" }).click();
  await v.page.locator('[name="apart_other"]').selectOption({ index: 3 });
  await v.page.locator('[name="apart_words"]').fill("操场争执");
  await v.press(v.page.getByRole("button", { name: "决定分开安置" }));
  await v.press(v.page.locator("#apart").getByRole("link", { name: "解除" }).first());
  await v.press(v.page.getByRole("button", { name: "解除分开安置" }));
  assert.match(await v.page.locator("main").innerText(), /请写明为什么解除/);
  await v.page.locator('[name="lift_words"]').fill("双方已和解");
  await v.page.locator('[name="lift_sure"]').check();
  await v.expectClean("bed-lift");
  await v.press(v.page.getByRole("button", { name: "解除分开安置" }));
  assert.match(await v.page.locator("#apart").textContent(), /已解除的 1 条.*双方已和解/s);
});
