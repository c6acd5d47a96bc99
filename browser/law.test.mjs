// The law's pages: the registry with its filters, a proposal that is refused with its article, one that waits for a
// second officer, the clock to try.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitor } from "./house.mjs";

const main = (v) => v.page.locator("main");

test("the registry narrows by words, region and certainty, and its address says so", async (t) => {
  const v = await visitor(t);
  await v.signIn("bureau_legal");
  await v.visit("/rules");
  await v.page.getByLabel("把握程度").selectOption({ label: "待核" });
  await v.page.waitForURL(/mark=memory/);
  await v.page.getByRole("link", { name: /把握程度\s*待核/ }).waitFor();
  assert.ok((await main(v).innerText()).includes("单独管理一次的最长时间"));
  assert.ok(!(await main(v).innerText()).includes("强制隔离戒毒期限\n"));
  await v.expectClean("rules-memory");
  await v.visit("/rules?q=" + encodeURIComponent("行政复议法"));
  assert.ok((await main(v).innerText()).includes("申请行政复议的期限"));
  await v.visit("/rules?q=nothing");
  await v.expectClean("rules-none");
});

test("a value worse for the person is refused with its article; a proposal waits for another", async (t) => {
  const v = await visitor(t);
  await v.signIn("bureau_legal");
  await v.visit("/rules/ci.extension.maxTotal");
  await v.page.getByLabel("数值").fill("18");
  await v.page.getByLabel("依据文件文号").fill("川戒毒法〔2026〕3号");
  await v.press(v.page.getByRole("button", { name: "提出确认", exact: true }));
  assert.match(await v.page.getByRole("alert").innerText(), /18 个月[^]*12 个月[^]*《禁毒法》第47条/);
  assert.equal(await v.page.getByLabel("数值").inputValue(), "18");
  await v.expectClean("rule-refused");
  await v.visit("/rules/ci.single.max");
  await v.press(v.page.getByRole("button", { name: "提出确认", exact: true }));
  assert.match(await v.page.getByRole("alert").innerText(), /依据文件/);
  await v.page.getByLabel("依据文件文号").fill("川戒毒法〔2026〕4号");
  await v.press(v.page.getByRole("button", { name: "提出确认", exact: true }));
  assert.match(await main(v).innerText(), /等待另一人确认[^]*您提出的/);
  assert.equal(await v.page.getByRole("button", { name: /^确认：/ }).count(), 0, "nobody confirms his own proposal");
  await v.expectClean("rule-waits");
});

test("anybody in service reads the rules and tries the clock, without script too", async (t) => {
  const v = await visitor(t, { script: false });
  await v.signIn("duty_officer");
  await v.visit("/rules/ci.term");
  assert.equal(await v.page.locator("#propose").count(), 0);
  await v.visit("/rules/try");
  await v.page.getByLabel("按哪天判断").fill("2026-11-24");
  await v.page.getByLabel("决定强制隔离戒毒").fill("2025-03-02");
  await v.page.getByLabel("本所收治入所").fill("2025-06-20");
  await v.press(main(v).getByRole("button", { name: "计算" }).first());
  assert.match(await main(v).innerText(), /2027年3月1日/);
});

test("the clock's answer and the tables are clean in both languages", async (t) => {
  const v = await visitor(t, { locale: "en" });
  await v.signIn("bureau_legal");
  await v.visit("/rules/try?as_of=2026-11-24&region=51&decided=2025-03-02&ja=2025-06-20&abscond=2026-01-10&recapture=2026-02-01&extension=2026-10-05&months=3");
  assert.match(await main(v).innerText(), /Not taken, by law/);
  await v.expectClean("rules-try-answer-en");
  await v.visit("/rules/try?as_of=x&decided=2025-13-02");
  await v.expectClean("rules-try-wrong-en");
  await v.visit("/rules/states");
  await v.expectClean("rules-states-en");
});
