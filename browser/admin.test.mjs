// The desk of those who keep the house: a unit, a post, an account with its one-time link, two hands on one record,
// "may this officer, and why", what was done.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitor } from "./house.mjs";

const main = (v) => v.page.locator("main");

test("a unit is added, its head appointed, his account opened, and he sets his password", async (t) => {
  const v = await visitor(t);
  await v.signIn("system_keeper");
  await v.visit("/admin/units/new");
  await v.press(v.page.getByRole("button", { name: "加上这个单位" }));
  assert.match(await v.page.getByRole("alert").innerText(), /请选择上级单位[^]*请写单位名称/);
  await v.expectClean("admin-unit-wrong");
  await v.page.getByLabel("上级单位").selectOption({ index: 1 });
  await v.page.getByLabel("戒毒所", { exact: true }).check();
  const name = `望江示范所${Date.now() % 100000}`;
  await v.page.getByLabel("名称").fill(name);
  await v.page.getByLabel("简码").fill(`W${Date.now() % 100000}`);
  await v.press(v.page.getByRole("button", { name: "加上这个单位" }));
  const unit = new URL(v.page.url()).pathname.split("/").pop();
  await v.visit(`/admin/posts/new?unit=${unit}&role=facility_head`);
  await v.press(main(v).getByRole("button", { name: "任命" }));
  assert.match(await v.page.getByRole("alert").innerText(), /请写姓名/);
  await v.page.getByLabel("姓名").fill("沈长河");
  await v.press(main(v).getByRole("button", { name: "任命" }));
  assert.match(await main(v).innerText(), /已提议/, "nobody makes a head alone");
  const agrees = await visitor(t);
  await agrees.signIn("bureau_head");
  await agrees.visit("/admin/two");
  assert.match(await main(agrees).innerText(), new RegExp(`沈长河[^]*${name} 所长`));
  await agrees.expectClean("admin-two-post");
  await agrees.press(main(agrees).locator("section, .g-card", { hasText: name }).getByRole("button", { name: "复核并办理" }).first());
  await v.visit(`/admin/posts?unit=${unit}`);
  await v.press(main(v).getByRole("link", { name: "沈长河" }));
  assert.equal(await v.page.locator("h1").innerText(), "沈长河");
  assert.ok(!(await v.page.title()).includes("沈长河"), "no name in the tab");
  const officer = v.page.url();
  await v.page.getByLabel("登录名").fill(`head-${unit.slice(-6)}`);
  await v.press(v.page.getByRole("button", { name: "开通账号" }));
  const link = (await v.page.locator("main code").innerText()).replace(/^https?:\/\/[^/]+/, "");
  assert.match(await main(v).innerText(), /另一人.*复核后，这个账号才能登录/, "nobody is let in by one alone");
  await v.expectClean("admin-ticket");
  const head = await visitor(t, { script: false });
  await head.visit(link);
  for (const label of ["新密码", "再输入一次新密码"]) await head.page.getByLabel(label, { exact: true }).fill("江边的柳树又绿了一年");
  await head.press(head.page.getByRole("button", { name: "保存密码" }));
  assert.match(await main(head).innerText(), /密码已保存/);
  await head.visit(link);
  assert.match(await main(head).innerText(), /已用过、已过期或不存在/);
  await v.visit(new URL(officer).pathname);
  assert.match(await main(v).innerText(), /已停用/);
  const second = await visitor(t);
  await second.signIn("bureau_head");
  await second.visit("/admin/two");
  assert.match(await main(second).innerText(), /启用账号（新开通或恢复）/);
  await v.visit("/admin/accounts");
  await v.page.getByLabel("按姓名或工号查找").fill("沈长河");
  await v.press(v.page.getByRole("button", { name: "查找", exact: true }));
  assert.equal(new URL(v.page.url()).search, "", "no name in the address");
  assert.match(await main(v).innerText(), /沈长河/);
});

test("two hands on one record: the second sees both versions and loses nothing", async (t) => {
  const v = await visitor(t);
  await v.signIn("facility_admin");
  await v.visit("/admin/partners");
  const first = await main(v).locator("tbody a").first().getAttribute("href");
  await v.visit(first);
  const other = await v.page.context().newPage();
  await other.goto(first);
  await other.getByLabel("办公电话").fill("0816-2222222");
  await Promise.all([other.waitForEvent("load"), other.getByRole("button", { name: "保存单位信息" }).click()]);
  await v.page.getByLabel("办公电话").fill("0816-3333333");
  await v.press(v.page.getByRole("button", { name: "保存单位信息" }));
  assert.match(await main(v).innerText(), /刚刚被别人改过[^]*0816-3333333[^]*0816-2222222/);
  assert.equal(await v.page.getByLabel("办公电话").inputValue(), "0816-3333333");
  await v.expectClean("admin-partner-clash");
  await v.press(v.page.getByRole("button", { name: "保存单位信息" }));
  assert.match(await main(v).innerText(), /已保存/);
});

test("may this officer, and why", async (t) => {
  const v = await visitor(t, { script: false });
  await v.signIn("facility_admin");
  await v.visit("/admin/may");
  await v.page.getByLabel("他在哪个单位").selectOption({ index: 1 });
  await v.press(v.page.getByRole("button", { name: "下一步" }));
  await v.page.getByLabel("工作人员").selectOption({ index: 1 });
  await v.press(v.page.getByRole("button", { name: "下一步" }));
  await v.page.getByLabel("办什么事").selectOption({ label: "查看后台任务" });
  await v.press(v.page.getByRole("button", { name: "查一查" }));
  assert.match(await main(v).innerText(), /不可以[^]*没有规则允许/);
});

test("what was done: today, one's own, the proof; and who may not look", async (t) => {
  const v = await visitor(t);
  await v.signIn("bureau_inspector");
  await v.visit("/admin/audit");
  await v.page.getByText("最新的检查点").click();
  await v.expectClean("admin-audit-proof");
  await v.visit("/admin/audit?own=1");
  assert.match(await main(v).innerText(), /登录/);
  await v.visit("/admin/jobs", 403);
  await v.expectClean("admin-jobs-not-yours");
});
