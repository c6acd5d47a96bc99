// Papers: the term sheet is issued, printed, taken as a file, checked by its code and voided; a decision letter is
// brought with the decision, and looked at.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { visitor } from "./house.mjs";

// custody finds somebody of the reader's list for whom a term sheet can be issued.
async function custody(v) {
  const list = await (await v.page.request.get("/people")).text();
  for (const [, person] of list.matchAll(/href="(\/people\/\w{26})"/g)) {
    await v.visit(`${person}/papers`);
    if (await v.page.getByRole("button", { name: "打印期限计算书" }).count()) return person;
  }
  throw new Error("nobody is in custody");
}

test("a term sheet", async (t) => {
  const v = await visitor(t);
  await v.signIn("legal_officer");
  const person = await custody(v);
  await v.press(v.page.getByRole("button", { name: "打印期限计算书" }));
  await v.expectClean("term-sheet");
  const number = (await v.page.locator(".g-paper-number").textContent()).trim();
  assert.match(number, /^QX-/);
  // The log is numbered behind the act: nearly always before the page is drawn, and within a moment otherwise.
  const code = v.page.getByRole("img", { name: "核对用的二维码" });
  for (let n = 0; n < 20 && (await code.count()) === 0; n++) {
    await new Promise((r) => setTimeout(r, 500));
    await v.page.reload();
  }
  assert.equal(await code.count(), 1, "the code is on it");
  const [file] = await Promise.all([v.page.waitForEvent("download"), v.page.getByRole("link", { name: "下载 PDF" }).click()]);
  assert.equal(readFileSync(await file.path()).subarray(0, 5).toString(), "%PDF-");
  await v.page.getByRole("link", { name: "作废" }).click();
  await v.page.getByLabel("原因").fill("试打一份，没有送出。");
  await v.expectClean("void");
  await v.press(v.page.getByRole("button", { name: "作废这份文书" }));
  assert.ok((await v.page.locator(".g-paper").textContent()).includes("已作废"));
  await v.visit(`${person}/papers`);
  await v.expectClean("papers");
});

test("anybody checks", async (t) => {
  const v = await visitor(t);
  await v.visit("/papers/check");
  await v.expectClean("check");
  await v.page.getByLabel("扫到的文字").fill("GT1:7ABC");
  await v.press(v.page.getByRole("button", { name: "核对" }));
  assert.ok((await v.page.locator("main").textContent()).includes("没有扫完整"));
  await v.expectClean("check-torn");
});

test("a scan is looked at", async (t) => {
  const v = await visitor(t);
  await v.signIn("legal_officer");
  const person = await custody(v);
  await v.visit(`${person}/documents`);
  await v.page.getByLabel("这是什么文件").fill("送达回证");
  // the smallest PNG there is
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  await v.page.getByLabel("扫描件或照片").setInputFiles({ name: "回证.png", mimeType: "image/png", buffer: png });
  await v.press(v.page.getByRole("button", { name: "放入文件" }));
  await v.page.getByRole("link", { name: "查看：送达回证" }).first().click();
  await v.page.waitForLoadState("load");
  assert.ok(await v.page.locator("img.g-scan").evaluate((i) => i.complete && i.naturalWidth === 1), "the picture is drawn");
  await v.expectClean("scan");
});
