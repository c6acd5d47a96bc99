// Somebody arrives and is taken in, step by step, by the officer of admissions and the doctor; a paper comes out of it; a
// photo is looked at. Then a police officer answers with a code and without an account.
import assert from "node:assert/strict";
import { test } from "node:test";
import { freshCode, phone, visitor, wide } from "./house.mjs";
import { day, minute, pick, roomiest, save, send, type } from "./steps.mjs";

// A picture of one white point.
const photo = Buffer.from(
  "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z",
  "base64",
);

test("somebody arrives and is taken in", async (t) => {
  const v = await visitor(t);
  await v.signIn("intake_officer");
  await v.visit("/journeys");
  await v.page.getByRole("link", { name: "登记新到人员" }).click();
  await type(v, "arrived", minute(40));
  await pick(v, "from", "ps_facility");
  await type(v, "from_organ", "锦川公安戒毒所");
  await type(v, "escorts.escort", "周定边");
  await save(v);
  const at = new URL(v.page.url()).pathname;
  await v.expectClean("affair");
  const step = (name) => v.visit(`${at}/${name}`);

  await step("decision");
  await type(v, "decided", day(90));
  await pick(v, "by", "county");
  await pick(v, "ground", "severe");
  await type(v, "number", "锦公强戒决字〔2026〕91号");
  await v.page.locator("[name=scan]").setInputFiles([1, 2].map((n) => ({ name: `决定书第${n}页.jpg`, mimeType: "image/jpeg", buffer: photo })));
  await save(v);

  await step("identity");
  await type(v, "name", "𠮷远川");
  await pick(v, "sex", "male");
  await type(v, "born", "1991-03-08");
  await pick(v, "verified", "police");
  await type(v, "fingerprint_card", "ZW-91");
  await v.page.locator("[name=photo]").setInputFiles({ name: "入所.jpg", mimeType: "image/jpeg", buffer: photo });
  await save(v);

  for (const [name, fill] of [
    ["injuries", async () => {
      await pick(v, "injuries", "yes");
      await type(v, "injury_list.part", "左臂");
      await type(v, "injury_list.look", "旧疤一处，长约2厘米");
      await pick(v, "police_signs", "signed");
      await type(v, "police_name", "周定边");
      await pick(v, "resident_signs", "thumb");
    }],
    ["search", async () => { await type(v, "searchers.searcher", "陈立"); await pick(v, "searched_by", "male"); await pick(v, "contraband", "no"); }],
    ["property", async () => { await pick(v, "property", "kept"); await type(v, "items.thing", "手机"); await type(v, "items.amount", "1"); await type(v, "cash", "120.5"); await pick(v, "resident_signs", "signed"); }],
    ["family", async () => { await pick(v, "left_alone", "no"); await type(v, "asked", minute(20)); }],
    ["rights", async () => { await type(v, "talked", minute(10)); await pick(v, "read_in", "zh"); await pick(v, "resident_signs", "thumb"); }],
    ["place", async () => { await roomiest(v); await pick(v, "phase", "detox"); }],
    ["bed", () => v.page.locator("[name=bed]").first().check()],
  ]) {
    await step(name);
    await fill();
    await save(v);
  }
  await v.visit(at);
  assert.match(await v.page.locator("main").innerText(), /还缺：入所健康检查/);
  await folded(v);
  await signedAtTheDoor(v, at);

  const doctor = await visitor(t);
  await doctor.signIn("doctor");
  await doctor.visit(`${at}/health`);
  await type(doctor, "examined", minute(5));
  await pick(doctor, "pregnant", "not_applicable");
  await pick(doctor, "nursing", "not_applicable");
  await type(doctor, "findings", "一般情况可");
  await pick(doctor, "conclusion", "fit");
  await save(doctor);

  await step("accept");
  await pick(v, "accept_all", "yes");
  await save(v);
  const said = await v.page.locator("main").innerText();
  assert.match(said, /已收治/);
  assert.doesNotMatch(said, /一般情况可/, "what the doctor found stands on the page of everybody");
  const picture = await v.page.request.get(await v.page.getByRole("link", { name: /入所照片/ }).first().getAttribute("href"));
  assert.equal(picture.headers()["content-type"], "image/jpeg");
  await v.page.getByRole("link", { name: /^入所登记表（RS-/ }).click();
  assert.match(await v.page.locator("main").innerText(), /强制隔离戒毒人员入所登记表[^]*编入单位[^]*室\d+床/);
  await v.visit(at);
  const his = await v.page.getByRole("link", { name: "打开档案" }).getAttribute("href");
  await v.visit(`${his}/papers`);
  const papers = await v.page.locator("main").innerText();
  for (const title of ["入所登记表", "伤情登记", "财物代管收据", "权利义务告知书"]) assert.match(papers, new RegExp(title));
  assert.doesNotMatch(papers, /已作废/);
  await brought(v, his);
  await v.page.setViewportSize(phone);
  await v.visit(at);
  await v.expectClean("affair-phone");
  await doctor.visit(at);
  assert.match(await doctor.page.locator("main").innerText(), /另有 2 份扫描件或照片，您的岗位不能打开/);
  assert.equal((await doctor.page.request.get(picture.url())).status(), 404, "who follows the case sees the face");
});

// brought finds what came with the case in the person's file: in the documents, at the decision, and in the trail of who looked.
async function brought(v, his) {
  await v.visit(`${his}/documents`);
  const list = await v.page.locator("main").innerText();
  for (const what of [/收治 · 决定书核对 · 扫描件或照片/, /决定书第2页\.jpg/, /入所照片/]) assert.match(list, what);
  await v.expectClean("affair-documents");
  await v.visit(`${his}/law`);
  await v.page.getByRole("link", { name: /^查看扫描件/ }).first().click();
  assert.match(await v.page.locator("main").innerText(), /决定书第1页\.jpg/);
  assert.equal(await v.page.locator("img.g-scan").evaluate((x) => x.complete && x.naturalWidth), 1);
  await v.visit(`${his}/trail`);
  const trail = await v.page.locator("main").innerText();
  assert.match(trail, /打开文件：[^\n]*身份核对[^\n]*入所照片/);
  assert.match(trail, /打开文件：[^\n]*扫描件/);
  await v.expectClean("affair-trail");
}

// signedAtTheDoor prints the record of injuries before he is taken in, and hands its scan in without typing anything again.
async function signedAtTheDoor(v, at) {
  await v.page.getByRole("link", { name: /^打印伤情登记表/ }).click();
  const sheet = await v.page.locator("article").innerText();
  assert.match(sheet, /旧疤一处/);
  assert.match(sheet, /𠮷远川/);
  await v.expectClean("affair-injuries");
  await v.visit(at);
  await v.expectClean("affair-door");
  await v.page.getByRole("link", { name: /^上传签好的扫描件\s*：伤情检查/ }).click();
  assert.ok(await v.page.locator('[name="injuries"][value="yes"]').isChecked(), "the answers of before are not there");
  assert.equal(await v.page.locator('[name="injury_list.look"]').first().inputValue(), "旧疤一处，长约2厘米");
  assert.equal(await v.page.locator('[name="police_name"]').inputValue(), "周定边");
  const asks = (name) => v.page.locator(`[name=${name}]`).isVisible();
  await pick(v, "police_signs", "declined");
  assert.deepEqual([await asks("police_declined"), await asks("record_falls")], [true, false]);
  await pick(v, "injuries", "no");
  assert.deepEqual([await asks("police_declined"), await asks("record_falls")], [false, true], "what hangs on a question that is not asked is not asked");
  await pick(v, "injuries", "yes");
  await pick(v, "police_signs", "signed");
  await v.page.locator("[name=scan]").setInputFiles({ name: "伤情.jpg", mimeType: "image/jpeg", buffer: photo });
  await save(v);
  assert.equal(await v.page.getByRole("link", { name: /^上传签好的扫描件\s*：伤情检查/ }).count(), 0);
  const numbers = new Set((await v.page.locator("main").innerText()).match(/SQ-[\w-]+/g));
  assert.equal(numbers.size, 1, "a scan made a second paper");
}

test("another organ answers with a code", async (t) => {
  const v = await visitor(t);
  await v.signIn("intake_officer");
  await v.visit("/journeys/new/handover");
  await type(v, "from_organ", "锦川公安戒毒所");
  await type(v, "name", "马海木");
  await type(v, "decision_number", "锦公强戒决字〔2026〕92号");
  await type(v, "expected_on", day(0));
  await save(v);
  const at = new URL(v.page.url()).pathname;
  await v.visit(`${at}/count`);
  await type(v, "arrived", minute(30));
  await type(v, "dossier.paper", "决定书");
  await type(v, "dossier.pages", "2");
  await type(v, "escorts.escort", "周定边");
  await save(v);
  await v.visit(`${at}/sign`);
  await pick(v, "police_signs", "signed");
  await type(v, "police_name", "周定边");
  await type(v, "receiver", "林小满");
  await save(v);
  const number = (await v.page.locator("main").innerText()).match(/YJ-\S+/)[0];
  const receipt = await v.page.getByRole("link", { name: /^移交回执（YJ-/ }).first().getAttribute("href");
  await v.visit(receipt);
  assert.match(await v.page.locator("main").innerText(), /马海木/);
  await v.expectClean("affair-paper");
  const pdf = await v.page.request.get(`${receipt}/pdf`);
  assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");
  await v.visit(at);
  await type(v, "to", "锦川公安戒毒所 周定边");
  await v.page.getByRole("button", { name: "给出回执码" }).click();
  const code = await v.page.locator("code").innerText();

  const p = await visitor(t, { viewport: phone });
  await p.visit("/answer");
  await type(p, "code", code);
  await p.page.getByRole("button", { name: "打开" }).click();
  await p.page.waitForLoadState();
  await p.expectClean("answer");
  assert.doesNotMatch(await p.page.locator("main").innerText(), /马海木/, "the name stands on a page that anybody with a code reads");
  await type(p, "receipt", number);
  await pick(p, "agrees", "yes");
  await type(p, "answerer", "周定边 民警");
  await p.page.getByRole("button", { name: "提交回执" }).click();
  assert.match(await p.page.locator("main").innerText(), /已记入办理记录/);
  await v.visit(at);
  assert.match(await v.page.locator("main").innerText(), /周定边 民警/);
  await v.visit(`${at}/to_intake`);
  await save(v);
  assert.match(await v.page.locator("main").innerText(), /已办结/);
});

test("a step that is signed and has a scan asks for the code beside it, and no scan is lost", async (t) => {
  const d = await visitor(t);
  await d.signIn("doctor");
  await d.visit("/people");
  const person = (await d.page.locator("main table tbody a[href^='/people/']").last().getAttribute("href")).split("/").pop();
  await d.visit(`/journeys/new/outside_medical?person=${person}`);
  await type(d, "findings", "病情需要住院");
  await pick(d, "life_at_risk", "yes");
  await type(d, "hospital", "川东县人民医院");
  await type(d, "leaves_on", day(0));
  await save(d);
  const at = new URL(d.page.url()).pathname;
  const head = await visitor(t);
  await head.signIn("facility_head");
  await head.visit(`${at}/submit`);
  await save(head);

  const v = await visitor(t);
  await v.signIn("bureau_legal");
  await v.visit(`${at}/approve`);
  await v.expectClean("affair-approve");
  await type(v, "approved_on", day(0));
  await type(v, "organ", "省戒毒管理局");
  const go = () => v.answered(v.page.locator("main form button.g-btn-primary").last());
  const scan = v.page.locator("[name=scan]"), chosen = () => scan.evaluate((x) => x.files[0]?.name);
  await scan.setInputFiles({ name: "批复.jpg", mimeType: "image/jpeg", buffer: photo });
  await type(v, "_code", "000000");
  await go();
  assert.match(await v.page.locator("#g-trouble").innerText(), /动态口令不对/);
  assert.equal(await chosen(), "批复.jpg", "the page that asks for the code has the scan still");
  assert.doesNotMatch(await v.page.locator("main").innerText(), /没有保存，请重新选择/);
  await v.expectClean("affair-sign-with-file");
  await type(v, "_code", await freshCode("bureau_legal"));
  await go();
  assert.match(await v.page.locator("#g-trouble").innerText(), /文号/);
  assert.equal(await v.page.locator("[name=_code]").count(), 0, "the act is signed: what is put right in it needs no second code");
  assert.equal(await chosen(), "批复.jpg");
  await type(v, "number", "省戒医〔2026〕3号");
  await go();
  assert.equal(new URL(v.page.url()).pathname, at);
  await v.page.getByRole("link", { name: "扫描件或照片（1）" }).waitFor();
});

test("what comes first is said, and what is still open is not called closed", async (t) => {
  const v = await visitor(t);
  await v.signIn("intake_officer");
  await v.visit("/journeys/new/intake");
  await type(v, "arrived", minute(5));
  await pick(v, "from", "ps_facility");
  await type(v, "from_organ", "锦川公安戒毒所");
  await type(v, "escorts.escort", "周定边");
  await save(v);
  const at = new URL(v.page.url()).pathname;
  await v.visit(`${at}/bed`); // nobody is asked for a bed before it is known who lies in it
  assert.equal(new URL(v.page.url()).pathname, at);
  assert.match(await v.page.locator("main, .g-flash").allInnerTexts().then((x) => x.join(" ")), /要先办：大队与阶段/);
  await v.expectClean("affair-bed-first");
  await v.visit(`${at}/drop`);
  await type(v, "words", "误登");
  await save(v);
  assert.match(await v.page.locator("#next").innerText(), /已经办结/);
  await v.page.locator("#next").getByRole("link", { name: "登记新到人员" }).waitFor(); // and leads on

  // He has absconded and is back; that the police are told is lacking still.
  const w = await visitor(t, { viewport: phone });
  await w.signIn("brigade_head");
  await w.visit("/people");
  await w.page.locator("main table tbody a[href^='/people/']").last().click();
  await w.page.waitForLoadState();
  const who = new URL(w.page.url()).pathname.split("/")[2];
  await w.visit(`/journeys/new/abscond?person=${who}`);
  await type(w, "noticed", minute(1));
  await type(w, "left_on", day(0));
  await type(w, "where", "县医院");
  await type(w, "words", "就医途中离开");
  await save(w);
  const gone = new URL(w.page.url()).pathname;
  await w.visit(`${gone}/recapture`);
  await type(w, "returned", day(0));
  await type(w, "where", "车站");
  await pick(w, "how_back", "came_himself");
  await save(w);
  const next = await w.page.locator("#next").innerText();
  assert.match(next, /还没有办结/);
  assert.doesNotMatch(next, /已经办结/);
  await w.expectClean("affair-untold");
});

// folded: on a telephone every step that was done is a line, which opens with a tap; what is to be done stands above them.
async function folded(v) {
  const lines = v.page.locator("#told details"), inside = lines.first().locator("dl").first();
  assert.ok(await inside.isVisible(), "where there is room all of it is seen");
  await v.page.setViewportSize(phone);
  for (const line of await lines.all()) assert.ok((await line.boundingBox()).height < 90, await line.innerText());
  assert.ok(!(await inside.isVisible()));
  assert.ok((await v.page.locator("#tasks, #next").first().boundingBox()).y < (await lines.first().boundingBox()).y);
  await lines.first().locator("summary").click();
  assert.ok(await inside.isVisible());
  await v.page.setViewportSize(wide);
}

// arrived takes note of somebody who has just come, and answers where his affair stands.
async function arrived(v) {
  await v.visit("/journeys/new/intake");
  await type(v, "arrived", minute(5));
  await pick(v, "from", "ps_facility");
  await type(v, "from_organ", "锦川公安戒毒所");
  await type(v, "escorts.escort", "周定边");
  await save(v);
  return new URL(v.page.url()).pathname;
}

// injured says who has come, and fills the record of injuries, but for one answer, with a picture of one.
async function injured(v, at, name) {
  await v.visit(`${at}/decision`);
  await type(v, "decided", day(90));
  await pick(v, "by", "county");
  await pick(v, "ground", "severe");
  await type(v, "number", "锦公强戒决字〔2026〕94号");
  await type(v, "no_paper", "扫描件下午送到");
  await save(v);
  await v.visit(`${at}/identity`);
  await type(v, "name", name);
  await pick(v, "sex", "male");
  await type(v, "born", "1992-05-06");
  await pick(v, "verified", "police");
  await type(v, "fingerprint_card", "ZW-92");
  await v.page.locator("[name=photo]").setInputFiles({ name: "入所.jpg", mimeType: "image/jpeg", buffer: photo });
  await save(v);
  await v.visit(`${at}/injuries`);
  await pick(v, "injuries", "yes");
  await type(v, "injury_list.part", "左臂");
  await type(v, "injury_list.look", "擦伤一处");
  await v.page.locator("[name=injury_photos]").setInputFiles({ name: "伤情.jpg", mimeType: "image/jpeg", buffer: photo });
  await pick(v, "police_signs", "signed");
  await type(v, "police_name", "周定边");
}

test("a chosen picture stays chosen when something else is wrong, and gets into the case", async (t) => {
  const v = await visitor(t);
  await v.signIn("intake_officer");
  const at = await arrived(v);
  await injured(v, at, "阙春江");
  const said = await send(v);
  assert.match(said, /还没有保存。您写的内容和选好的文件都在下面/);
  assert.doesNotMatch(said, /伤情\.jpg|重新选择/);
  assert.equal(await v.page.evaluate(() => document.activeElement.id), "g-trouble", "what went wrong takes the focus");
  assert.match(await v.page.title(), /^有错误/);
  assert.equal(await v.page.locator("[name=injury_photos]").evaluate((x) => x.files[0].name), "伤情.jpg");
  assert.ok(await v.page.locator('[name="injury_list.look"]').first().isVisible(), "what hangs on an answer is asked");
  await v.page.getByRole("button", { name: "再加一行" }).first().click();
  await v.expectClean("affair-file-kept");
  // Without a network nothing is lost either; sent again, it is done once.
  await pick(v, "resident_signs", "thumb");
  await v.page.context().setOffline(true);
  assert.match(await send(v), /没有收到系统的回答/);
  await v.page.context().setOffline(false);
  v.faults.length = 0;
  assert.equal(await v.page.locator("[name=injury_photos]").evaluate((x) => x.files[0].name), "伤情.jpg");
  await save(v);
  assert.equal(new URL(v.page.url()).pathname, at);
  assert.equal(await v.page.getByRole("link", { name: "伤情照片（1）" }).count(), 1, await v.page.locator("#told").innerText());
});

test("without script the page says which file is gone", async (t) => {
  const v = await visitor(t, { script: false });
  await v.signIn("intake_officer");
  const at = await arrived(v);
  await injured(v, at, "阙秋江");
  const said = await send(v);
  assert.match(said, /“伤情.jpg”没有保存，请重新选择/);
  assert.match(said, /您写的内容在下面；选过的文件没有留下/);
  assert.doesNotMatch(said, /都在下面/);
  const field = v.page.locator("[name=injury_photos]");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.match(await v.page.locator(`#${(await field.getAttribute("aria-describedby")).split(" ").pop()}`).innerText(), /“伤情.jpg”没有保存/);
  await v.page.screenshot({ path: "test-results/affair-file-gone-1440.png", fullPage: true });
  await v.page.setViewportSize(phone);
  await v.page.screenshot({ path: "test-results/affair-file-gone-360.png", fullPage: true });
});

test("a paper that was signed and is another now", async (t) => {
  const v = await visitor(t);
  await v.signIn("intake_officer");
  await v.visit("/journeys/new/intake");
  await type(v, "arrived", minute(40));
  await pick(v, "from", "ps_facility");
  await type(v, "from_organ", "锦川公安戒毒所");
  await type(v, "escorts.escort", "周定边");
  await save(v);
  const at = new URL(v.page.url()).pathname;
  const decided = async (number) => {
    await v.visit(`${at}/decision`);
    await type(v, "decided", day(90));
    await pick(v, "by", "county");
    await pick(v, "ground", "severe");
    await type(v, "number", number);
    await type(v, "no_paper", "扫描件下午送到");
    await save(v);
  };
  const signed = async () => {
    await v.visit(`${at}/rights`);
    await type(v, "talked", minute(10));
    await pick(v, "read_in", "zh");
    await pick(v, "resident_signs", "thumb");
    await save(v);
  };
  await decided("锦公强戒决字〔2026〕93号");
  await v.visit(`${at}/identity`);
  await type(v, "name", "马海川");
  await pick(v, "sex", "male");
  await type(v, "born", "1991-03-09");
  await pick(v, "verified", "police");
  await type(v, "no_proof", "照片、指纹随后补");
  await save(v);
  await signed();
  assert.doesNotMatch(await v.page.locator("main").innerText(), /要重新签/);
  await decided("锦公强戒决字〔2026〕39号");
  const told = await v.page.locator("main").innerText();
  assert.match(told, /“决定书核对”已保存。签过字的文书因此换了新编号[^]*权利义务告知书 QL-[\w-]+（原 QL-[\w-]+）/);
  assert.match(told, /要重新签/);
  assert.match(told, /文书已更新（新编号 QL-[\w-]+），请重新打印签字/);
  await v.expectClean("affair-sign-again");
  await v.page.locator("#tasks").getByRole("link", { name: /^打印权利义务告知书/ }).click();
  assert.match(await v.page.locator("article").innerText(), /〔2026〕39号[^]*QL-[\w-]+　马海川/);
  assert.equal(await v.page.locator(".g-paper-hand").first().evaluate((e) => e.getClientRects().length), 1, "a line to write on is torn");
  await signed();
  assert.doesNotMatch(await v.page.locator("main").innerText(), /要重新签|重新打印签字/);
});
