// The admission desk of one facility receives whom another has sent: the package is looked at, brought as a file, changed,
// and brought to the wrong house; then he is received. The demo province has him on the way already.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phone, visitor } from "./house.mjs";
import { minute, pick, roomiest, save, type } from "./steps.mjs";

const bring = async (v, buffer, said) => {
  await v.visit("/transfers");
  await v.page.locator("[name=package]").setInputFiles({ name: "移交包.zip", mimeType: "application/zip", buffer });
  await v.answered(v.page.getByRole("button", { name: "核对" }));
  assert.match(await v.page.locator("main").innerText(), said);
};

test("somebody who is sent is received, and his package is held against its signature", async (t) => {
  const v = await visitor(t);
  await v.signIn("intake_officer");
  await v.visit("/transfers?box=out");
  await v.expectClean("transfers-out");
  const ours = await v.page.locator("main table tbody a").first().getAttribute("href");
  const out = await v.page.request.get(`${ours}/file`);
  await bring(v, await out.body(), /发给.*的，不是发给本所的/);

  await v.visit("/transfers");
  await v.expectClean("transfers");
  const at = await v.page.locator("main table tbody a").first().getAttribute("href");
  const sent = await v.page.request.get(`${at}/file`);
  const file = Buffer.from(await sent.body());
  await bring(v, file.subarray(0, file.length - 50), /不完整/);
  const changed = Buffer.from(file);
  changed[changed.indexOf("general") + 200] ^= 1; // in the sealed part: its checksum tells
  await bring(v, changed, /改动过/);
  await v.expectClean("transfers-refused");
  await bring(v, file, /核对无误/);
  await v.expectClean("transfer");
  await v.page.setViewportSize(phone);
  await v.expectClean("transfer-phone");
  await v.page.setViewportSize({ width: 1440, height: 900 });

  const number = (await v.page.locator("main").innerText()).match(/DA\S+/)[0];
  const woman = /性别\s*女/.test(await v.page.locator("main").innerText());
  const dossier = await v.page.locator("table", { hasText: "材料" }).first().locator("tbody tr").allInnerTexts();
  await v.page.getByRole("link", { name: "开始接收" }).click();
  await type(v, "arrived", minute(5));
  await save(v);
  const one = new URL(v.page.url()).pathname;
  await v.expectClean("transfer-case");
  const step = (name) => v.visit(`${one}/${name}`);

  await step("identity");
  await pick(v, "document", "none");
  await type(v, "file_number", "DA-0");
  await v.page.locator("main form button.g-btn-primary").last().click();
  await v.page.waitForLoadState();
  assert.match(await v.page.locator("main").innerText(), /与移交包里的不符/);
  await type(v, "file_number", number);
  await save(v);
  await step("dossier");
  for (const [i, row] of dossier.entries()) {
    const [paper, pages] = row.split(/\s+/);
    await v.page.locator('[name="dossier.paper"]').nth(i).fill(paper);
    await v.page.locator('[name="dossier.pages"]').nth(i).fill(pages);
  }
  await save(v);
  for (const [name, fill] of [
    ["injuries", () => pick(v, "injuries", "no")],
    ["search", async () => { await type(v, "searchers.searcher", "陈立"); await pick(v, "searched_by", woman ? "female" : "male"); await pick(v, "contraband", "no"); }],
    ["property", async () => { await pick(v, "property", "kept"); await type(v, "items.thing", "手表"); await type(v, "items.amount", "1"); await pick(v, "resident_signs", "signed"); }],
    ["place", async () => { await roomiest(v); await pick(v, "phase", "adaptation"); }],
    ["bed", () => v.page.locator("[name=bed]").first().check()],
  ]) {
    await step(name);
    await fill();
    await save(v);
  }

  const doctor = await visitor(t);
  await doctor.signIn("doctor");
  await doctor.visit(at);
  await doctor.page.getByRole("link", { name: "打开，看对方医生的说明" }).click();
  await doctor.page.getByLabel("诊疗", { exact: true }).check();
  await doctor.press(doctor.page.getByRole("button", { name: "查看医疗部分" }));
  assert.match(await doctor.page.locator("main").innerText(), /一般情况可/);
  await doctor.expectClean("transfer-health");
  await doctor.visit(`${one}/health`);
  await type(doctor, "examined", minute(2));
  await pick(doctor, "pregnant", woman ? "no" : "not_applicable");
  await pick(doctor, "nursing", woman ? "no" : "not_applicable");
  await type(doctor, "findings", "平稳");
  await pick(doctor, "conclusion", "fit");
  await save(doctor);

  await step("receive");
  await pick(v, "accept_all", "yes");
  await save(v);
  assert.match(await v.page.locator("main").innerText(), /已接收/);
  await bring(v, file, /已经在.*接收过/);
});

