// The procurator's desk: what he reads, what he asks, and what the facility sees of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitor } from "./house.mjs";
import { day, type } from "./steps.mjs";

test("the procurator asks, the facility answers, and what he read is not its to see", async (t) => {
  const v = await visitor(t);
  await v.signIn("procurator");
  await v.visit("/supervision");
  await v.expectClean("supervision");
  const said = await v.page.locator("main").innerText();
  for (const part of ["在册", "已过期满日", "违法行为", "死亡", "约束、单独管理", "伤情登记", "写给检察官的投诉", "今天应当解除或者已经超期", "日志没有被改动的证明"]) {
    assert.ok(said.includes(part), part);
  }

  // He opens a file of the list behind a figure: a reading.
  await v.press(v.page.locator(".g-figure a", { hasText: "在册" }));
  await v.press(v.page.locator("tbody a").first());
  const file = new URL(v.page.url()).pathname;
  assert.match(file, /^\/people\/\w{26}$/);
  assert.ok((await v.page.locator("main").innerText()).includes("期满"), "he reads the term");
  assert.equal(await v.page.getByRole("link", { name: "发起事项" }).count(), 0, "he begins no affair, and is offered none");
  await v.expectClean("supervision-file");
  await v.visit("/admin/audit");
  await v.visit("/supervision");
  await v.press(v.page.locator(".g-figure a", { hasText: "伤情登记" }));
  await v.expectClean("supervision-injuries");

  await v.visit("/supervision");
  await v.press(v.page.locator(".g-figure a", { hasText: "约束" }));
  assert.ok((await v.page.locator("tbody tr").count()) > 0, "the demo province has restraints");
  await v.expectClean("supervision-restraints");

  await v.visit("/supervision");
  await v.press(v.page.getByRole("link", { name: "提出询问" }));
  await v.page.locator('[name="topic"]').selectOption("term");
  await type(v, "text", "期满日怎样算出？\n请附期限计算书。");
  await type(v, "due", day(1));
  await v.press(v.page.getByRole("button", { name: "发出" }));
  assert.match(await v.page.locator("#g-trouble").innerText(), /已经过去/);
  assert.equal(await v.page.locator('[name="text"]').inputValue(), "期满日怎样算出？\n请附期限计算书。");
  await v.expectClean("supervision-ask");
  await type(v, "due", day(-3));
  await v.press(v.page.getByRole("button", { name: "发出" }));
  const question = new URL(v.page.url()).pathname;
  assert.match(question, /^\/supervision\/\w{26}$/);

  const w = await visitor(t);
  await w.signIn("legal_officer");
  await w.visit("/");
  await w.press(w.page.locator(`a[href="${question}"]`).first());
  await w.expectClean("supervision-question");
  await type(w, "answer", "按决定书载明的期限执行。");
  await w.press(w.page.getByRole("button", { name: "签名并答复" }));
  assert.ok((await w.page.locator("main").innerText()).includes("按决定书载明的期限执行。"));
  await w.visit(`${file}/trail`);
  assert.ok(!(await w.page.locator("main").innerText()).includes("检察官"), "the file tells the facility who watches");
  await w.visit("/admin/audit");
  assert.ok(!(await w.page.locator("main table").innerText()).includes("打开了档案\n检察官"), "the log tells it");

  await v.visit(question);
  await v.press(v.page.getByRole("button", { name: "已得到答复，了结" }));
  assert.ok((await v.page.locator("main").innerText()).includes("已了结"));
  await v.visit(`${file}/trail`);
  assert.ok((await v.page.locator("main").innerText()).includes("检察官"), "he sees his own reading");

  const curious = await visitor(t);
  await curious.signIn("duty_officer");
  await curious.visit("/supervision", 403);
  await curious.visit(question, 404);
});

test("the procurator holds a checkpoint that he kept against the log, and takes the proof along", async (t) => {
  const v = await visitor(t);
  await v.signIn("procurator");
  await v.visit("/supervision");
  await v.press(v.page.getByRole("link", { name: "核对保存的检查点" }));
  const kept = await v.page.locator("#latest pre").innerText();
  assert.match(kept, /^guitu\/\S+\n\d+\n/);
  const check = v.page.getByRole("button", { name: "核对", exact: true });
  await v.press(check);
  assert.match(await v.page.locator("main").innerText(), /请粘贴检查点/);
  await v.page.locator('[name="checkpoint"]').fill(kept.replace(/\n\d+\n/, "\n7\n"));
  await v.press(check);
  assert.match(await v.page.locator("main").innerText(), /签名不符/);
  await v.expectClean("supervision-log-refused");
  await v.page.locator('[name="checkpoint"]').fill("");
  await v.page.locator('[name="kept"]').setInputFiles({ name: "kept.txt", mimeType: "text/plain", buffer: Buffer.from(kept.replaceAll("\n", "\r\n")) });
  await v.press(check);
  assert.match(await v.page.locator("main").innerText(), /接得上/);
  await v.expectClean("supervision-log");
  const [file] = await Promise.all([v.page.waitForEvent("download"), v.page.getByRole("button", { name: "保存证明文件" }).click()]);
  assert.match(file.suggestedFilename(), /^guitu-consistency-\d+-\d+\.txt$/);

  const other = await visitor(t);
  await other.signIn("facility_head");
  const answer = await other.page.goto("/supervision/log");
  assert.equal(answer.status(), 404);
});
