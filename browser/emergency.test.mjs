// A part of a file that others keep: the doctor says why and files a paper; at night the duty officer, whose post does not
// open it, opens it because a life is at risk; the head is told, the legal officer judges, the person reads that it was so.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { visitor } from "./house.mjs";
import { type } from "./steps.mjs";

const own = () => JSON.parse(readFileSync(join(process.env.GUITU_DATA ?? "data", "demo-own.json"), "utf8"));
const main = (v) => v.page.locator("main").innerText();
const title = "青霉素过敏记录 " + Math.random().toString(36).slice(2, 8);
const why = "夜里抽搐，医务室电话没人接 " + Math.random().toString(36).slice(2, 8);
const pdf = { name: "a.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\nstartxref\n0\n%%EOF\n") };

// patient is somebody of the brigade where the duty officer of the demo sits: him with an own page, where he lives there.
async function patient(v) {
  const o = own();
  const answer = await v.page.goto(`/people/${o.person}`);
  if (answer.status() === 200) return `/people/${o.person}`;
  v.faults.length = 0;
  await v.visit("/people");
  return new URL(await v.page.locator("tbody tr a").first().evaluate((a) => a.href)).pathname;
}

// begin opens the prompt of an emergency.
async function begin(v, at) {
  await v.visit(at);
  await v.page.getByText("紧急调阅", { exact: false }).locator("xpath=ancestor-or-self::summary").first().click();
}

test("a part that others keep: for treatment, and at night in an emergency that is told and judged", async (t) => {
  const night = await visitor(t);
  await night.signIn("duty_officer");
  const his = await patient(night);
  const at = `${his}/closed/clinical`;

  const doctor = await visitor(t);
  await doctor.signIn("doctor");
  await doctor.visit(at);
  assert.doesNotMatch(await main(doctor), /存入/, "nothing is open before he says why");
  await doctor.expectClean("closed-doctor");
  await doctor.page.getByLabel("诊疗", { exact: true }).check();
  await doctor.press(doctor.page.getByRole("button", { name: "查看医疗部分" }));
  assert.match(await main(doctor), /查看目的：诊疗/);
  assert.equal(new URL(doctor.page.url()).search, "", "no purpose stands in the address");
  await type(doctor, "title", title);
  await doctor.page.locator('[name="content"]').setInputFiles(pdf);
  await doctor.send("content");
  assert.ok((await main(doctor)).includes(title));
  await doctor.expectClean("closed-open");

  await begin(night, at);
  assert.ok(!(await main(night)).includes(title), "the name of what lies there is not told");
  assert.match(await main(night), /马上告诉所长/);
  assert.match(await main(night), /这是.+的档案/, "the prompt says whose file it is");
  assert.match(await main(night), /不是法律规定的期限/);
  await night.send("why");
  assert.match(await main(night), /请用几个字写明情况/);
  await night.expectClean("emergency-prompt");
  await type(night, "why", why);
  await night.send("why");
  assert.match(await main(night), /您正在紧急调阅/);
  assert.equal(await night.page.locator('[name="content"]').count(), 0, "an emergency files nothing");
  await night.expectClean("emergency-open");
  const file = await night.page.getByRole("link", { name: title }).getAttribute("href");
  const sent = await night.page.request.get(file);
  assert.equal(sent.status(), 200);
  assert.match(sent.headers()["content-type"], /application\/pdf/);
  assert.equal(sent.headers()["cache-control"], "no-store");
  await night.visit("/emergencies", 404);
  night.faults.length = 0;

  const head = await visitor(t);
  await head.signIn("facility_head");
  await head.visit("/");
  assert.match(await main(head), /有人紧急调阅了档案，请知悉/);
  await head.visit("/emergencies");
  await head.expectClean("emergencies");
  await head.press(head.page.locator("main tbody a").first());
  const told = await main(head);
  assert.ok(told.includes(why) && !told.includes(title), "he reads why, and not what was read");
  await head.expectClean("emergency-head");
  await head.press(head.page.getByRole("button", { name: "知道了" }));
  assert.equal(await head.page.getByRole("button", { name: "知道了" }).count(), 0);
  assert.equal(await head.page.locator('[name="outcome"]').count(), 0, "the head judges none");

  const legal = await visitor(t);
  await legal.signIn("legal_officer");
  await legal.visit("/");
  assert.match(await main(legal), /复核一次紧急调阅/);
  await legal.visit(new URL(head.page.url()).pathname);
  await legal.expectClean("emergency-review");
  await legal.page.getByLabel("应当", { exact: true }).check();
  await type(legal, "words", "当晚确有抽搐，值班医生在外出诊");
  await legal.send("words");
  assert.match(await main(legal), /值班医生在外出诊/);
  await legal.expectClean("emergency-reviewed");
  await legal.visit(`${his}/trail`);
  assert.match(await main(legal), /复核紧急调阅：应当/);

  // Who opened it reads how it ended, from his account; of others' openings he reads nothing.
  await night.visit("/me");
  await night.press(night.page.getByRole("link", { name: "您的紧急调阅和复核结果" }));
  assert.ok((await night.page.locator("main tbody tr").count()) >= 1);
  await night.expectClean("emergencies-own");
  await night.press(night.page.locator("main tbody a").first());
  assert.match(await main(night), /值班医生在外出诊/);
  assert.equal(await night.page.locator("main form").count(), 0, "he judges nothing");
  await night.expectClean("emergency-own");
});

test("what the head opened is judged by the bureau's inspector, and followed up where it was wrong", async (t) => {
  const head = await visitor(t);
  await head.signIn("facility_head");
  const o = own();
  await begin(head, `/people/${o.person}/closed/child`);
  assert.match(await main(head), /直接告诉局里的督察/);
  await type(head, "why", "孩子在门口没人接");
  await head.send("why");
  assert.match(await main(head), /您正在紧急调阅/);

  const inspector = await visitor(t);
  await inspector.signIn("bureau_inspector");
  await inspector.visit("/emergencies");
  await inspector.press(inspector.page.locator("main tbody tr", { hasText: "子女部分" }).first().getByRole("link"));
  await inspector.page.getByLabel("不应当", { exact: true }).check();
  await type(inspector, "words", "可以等到上班");
  await inspector.send("words");
  assert.match(await main(inspector), /不应当，等待处理/);
  await inspector.expectClean("emergency-follow");
  await type(inspector, "words", "已约谈，重新学习规定");
  await inspector.send("words");
  assert.match(await main(inspector), /不应当，已处理/);
  await inspector.visit("/emergencies");
  await inspector.expectClean("emergencies-inspector");

  // He himself reads that it was so, and how it ended; not which part, for somebody may stand behind him.
  const v = await visitor(t);
  await v.page.goto("/own/sign-in");
  await v.page.getByLabel("编号").fill(o.number);
  await v.page.getByLabel("密码").fill(o.secret);
  await v.press(v.page.getByRole("button", { name: "进入" }));
  if (await v.page.getByText("请先看这个").count()) await v.press(v.page.getByRole("button", { name: "知道了，是我要办的" }));
  await v.page.goto("/own");
  await v.press(v.page.getByRole("link", { name: "谁看过我的档案" }).first());
  const trail = await main(v);
  assert.match(trail, /危及生命时紧急打开过保密的内容/);
  assert.match(trail, /复核了那次紧急打开：不应当/);
  assert.doesNotMatch(trail, /子女/);
});
