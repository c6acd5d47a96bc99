// The resident at his own page: he signs in with a slip, reads what is his, writes under seal; his office answers, he reads
// it, and nobody of the facility sees that he wrote.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitor } from "./house.mjs";
import { enter, own, past } from "./kiosk.mjs";

const text = "食堂的账对不上，想请上面查一查，不要让所里知道 " + Math.random().toString(36).slice(2);

test("his term, what is owed, his papers and who looked: each is his, big and plain", async (t) => {
  const v = await visitor(t);
  const o = own();
  await enter(v, o.number, "000000");
  assert.match(await v.page.textContent("main"), /编号或密码不对/);
  await enter(v, o.number, o.secret);
  await past(v);
  assert.match(await v.page.textContent("main"), /还有 \d+ 天|今天是最后一天|已经超过/);
  await v.expectClean("own-home");
  for (const [tile, words] of [["我的期限", /怎么算的/], ["该为我办的事", /由.+办|没有等着办/], ["我的文书", /有效|没有您的文书/], ["谁看过我的档案", /每次有人打开/], ["复议、起诉、法律援助", /二十四小时/], ["找检察官", /不归本所管/], ["我有意见", /我提过的意见/]]) {
    await v.page.goto("/own");
    await v.press(v.page.getByRole("link", { name: tile }).first());
    assert.match(await v.page.textContent("main"), words, tile);
    await v.expectClean("own-" + tile);
    assert.equal(await v.page.getByRole("button", { name: "退出" }).count(), 1, "the way out is in sight: " + tile);
  }
  await v.press(v.page.getByRole("button", { name: "退出" }));
  await v.page.goto("/own/term");
  assert.match(v.page.url(), /\/own\/sign-in/, "who has left sees nothing");
});

test("a resident reaches nothing of an officer's, and an officer nothing of his", async (t) => {
  const v = await visitor(t);
  const o = own();
  await enter(v, o.number, o.secret);
  await past(v);
  for (const at of ["/", "/people", "/people/" + o.person, "/complaints", "/objections", "/resets"]) {
    await v.page.goto(at);
    assert.match(v.page.url(), /\/sign-in/, at);
  }
  const officer = await visitor(t);
  await officer.signIn("case_officer");
  await officer.page.goto("/own/term");
  assert.match(officer.page.url(), /\/own\/sign-in/);
  assert.match(await officer.page.textContent("main"), /有民警登录着/);
});

test("he asks for legal aid himself: an officer has it on his day with its hours, and he sees how far it is", async (t) => {
  const v = await visitor(t);
  const o = own();
  const plea = "请不起律师 " + Math.random().toString(36).slice(2);
  await enter(v, o.number, o.secret);
  await past(v);
  await v.page.goto("/own/remedy");
  await v.press(v.page.getByRole("button", { name: "提出" }));
  assert.match(await v.page.textContent("main"), /请选择|没有选/, "nothing is asked for without a choice");
  await v.page.getByLabel(/法律援助/).check();
  await v.page.getByLabel(/为什么/).fill(plea);
  await v.press(v.page.getByRole("button", { name: "提出" }));
  const said = await v.page.textContent("main");
  assert.match(said, /等民警来办/);
  assert.ok(said.includes(plea));
  assert.match(said, /二十四小时|24 ?小时|转交/);
  await v.expectClean("own-remedy-asked");

  const officer = await visitor(t);
  await officer.signIn("case_officer");
  await officer.visit("/people/" + o.person + "/duties");
  assert.match(await officer.page.textContent("main"), /法律援助/, "the clock runs");
  await officer.press(officer.page.locator('main a[href*="legal_aid.forwarded"]').first());
  assert.match(officer.page.url(), /\/journeys\/\w{26}$/, "the duty leads to what he asked");
  const affair = await officer.page.textContent("main");
  assert.ok(affair.includes(plea), "the officer goes on from his own words");
  assert.match(affair, /本人/);
});

test("a complaint: sealed, opened by its office alone, answered, read; the facility sees nothing of it", async (t) => {
  const o = own();
  const v = await visitor(t);
  await enter(v, o.number, o.secret);
  await past(v);
  await v.page.goto("/own/complaint");
  await v.press(v.page.getByRole("link", { name: /写给戒毒管理局督察/ }));
  await v.page.getByLabel("写什么事").fill(text);
  await v.page.getByLabel("不写名字").check();
  await v.press(v.page.getByRole("button", { name: "加密，送出" }));
  assert.match(await v.page.textContent("main"), /已加密送出/);
  assert.match(await v.page.textContent("main"), /还没有打开/);

  const inspector = await visitor(t);
  await inspector.signIn("bureau_inspector");
  await inspector.page.goto("/complaints");
  assert.equal(await inspector.page.locator("main table a").count(), 0, "nothing opens before the phrase");
  await inspector.page.getByLabel("口令").first().fill("不是这一句口令呀呀呀");
  await inspector.press(inspector.page.getByRole("button", { name: "打开" }));
  assert.match(await inspector.page.textContent("main"), /口令不对/);
  await inspector.page.getByLabel("口令").first().fill(o.bureau);
  await inspector.press(inspector.page.getByRole("button", { name: "打开" }));
  await inspector.expectClean("complaints-desk");
  await inspector.press(inspector.page.locator("main table a").first());
  const said = await inspector.page.textContent("main");
  assert.ok(said.includes(text), "the office reads it");
  assert.match(said, /没有署名/);
  assert.ok(!said.includes(o.name), "his name is withheld");
  await inspector.page.getByLabel("答复", { exact: true }).fill("已经去查了，" + text);
  await inspector.press(inspector.page.getByRole("button", { name: "加密，送出答复" }));

  await v.page.goto("/own/complaint");
  assert.match(await v.page.textContent("main"), /已打开：/);
  const mine = v.page.locator("main li", { hasText: "已答复" }).first();
  assert.ok(!(await v.page.textContent("main")).includes("已经去查了"), "the answer is closed until he types his password");
  await mine.locator("[name=secret]").fill("111222");
  await v.press(mine.getByRole("button", { name: "打开答复" }));
  assert.match(await v.page.textContent("main"), /密码不对/);
  await v.page.locator("main li", { hasText: "已答复" }).first().locator("[name=secret]").fill(o.secret);
  await v.press(v.page.locator("main li", { hasText: "已答复" }).first().getByRole("button", { name: "打开答复" }));
  assert.ok((await v.page.textContent("main")).includes("已经去查了，" + text));

  // The curious officer of the facility: his day, the file, its trail, the log, the desk itself.
  for (const role of ["duty_officer", "legal_officer", "facility_head", "case_officer"]) {
    const c = await visitor(t);
    await c.signIn(role);
    for (const at of ["/", "/complaints", "/people/" + o.person, "/people/" + o.person + "/duties", "/people/" + o.person + "/people", "/admin/audit", "/admin/audit?own="]) {
      await c.page.goto(at);
      const seen = await c.page.textContent("body");
      assert.ok(!seen.includes(text) && !/收到投诉|打开投诉|答复投诉|complaint\.(sent|opened|answered)|办理投诉/.test(seen), `${role} sees something of it at ${at}`);
    }
  }
});

test("a reset is signed, told to him first, and listed outside the facility", async (t) => {
  const o = own();
  const officer = await visitor(t);
  await officer.signIn("case_officer");
  await officer.page.goto("/people/" + o.person + "/own");
  await officer.press(officer.page.getByRole("button", { name: /重置密码/ }));
  const slip = await officer.page.locator(".g-own-number").allTextContents();
  assert.equal(slip.length, 2, "number and code");

  const v = await visitor(t);
  await enter(v, o.number, o.secret);
  assert.match(await v.page.textContent("main"), /编号或密码不对/, "the old password is gone");
  await v.page.goto("/own/begin");
  const begin = async (secret) => {
    await v.page.getByLabel("编号").fill(slip[0]);
    await v.page.getByLabel("一次性密码").fill(slip[1]);
    await v.page.getByLabel("自己想的新密码").fill(secret);
    await v.page.getByLabel("再输一次新密码").fill(secret);
    await v.press(v.page.getByRole("button", { name: "设好了，进入" }));
  };
  await begin("123456");
  assert.match(await v.page.textContent("main"), /太容易猜到/);
  await begin(o.secret);
  assert.match(await v.page.textContent("main"), /请先看这个/);
  assert.match(await v.page.textContent("main"), /有人重置了您的密码/);
  assert.match(await v.page.textContent("main"), /主管民警/);
  await v.page.goto("/own/term");
  assert.match(v.page.url(), /\/own\/told/, "nothing before it");
  await v.press(v.page.getByRole("button", { name: "知道了，不是我要办的" }));
  await v.page.goto("/own/complaint");
  assert.doesNotMatch(await v.page.textContent("main"), /已送出|已答复/, "whoever resets does not see that he wrote before");

  const inspector = await visitor(t);
  await inspector.signIn("bureau_inspector");
  await inspector.page.goto("/resets");
  assert.match(await inspector.page.textContent("main"), /他说不是他要办的/);
  await inspector.expectClean("resets");
  const head = await visitor(t);
  await head.signIn("facility_head");
  const answer = await head.page.goto("/resets");
  assert.equal(answer.status(), 404);
});

test("he says that a date is wrong, and is answered in writing", async (t) => {
  const o = own();
  const v = await visitor(t);
  await enter(v, o.number, o.secret);
  await past(v);
  await v.page.goto("/own/object?about=term");
  assert.ok(await v.page.getByLabel("期限、日期").isChecked());
  const words = "入所的日子写晚了两天 " + Math.random().toString(36).slice(2);
  await v.page.getByLabel("请写下来").fill(words);
  await v.press(v.page.getByRole("button", { name: "送出" }));
  assert.match(await v.page.textContent("main"), /会书面答复您/);
  const legal = await visitor(t);
  await legal.signIn("legal_officer");
  await legal.page.goto("/objections");
  await legal.expectClean("objections");
  await legal.press(legal.page.locator("main table tr", { hasText: "期限、日期" }).getByRole("link").first());
  assert.ok((await legal.page.textContent("main")).includes(words));
  await legal.page.getByLabel("书面答复").fill("查了入所登记，日期没有错，登记簿给您看。");
  await legal.press(legal.page.getByRole("button", { name: "答复" }));
  await v.page.goto("/own/object");
  assert.match(await v.page.textContent("main"), /日期没有错/);
});

test("the page closes by itself, and says so gently before", async (t) => {
  const v = await visitor(t, { clock: true });
  const o = own();
  await v.page.clock.install();
  await enter(v, o.number, o.secret);
  await past(v);
  await v.page.goto("/own/term");
  await v.page.clock.runFor(95_000);
  assert.ok(await v.page.getByRole("button", { name: "我还在" }).isVisible());
  await v.page.clock.runFor(40_000);
  await v.page.waitForURL(/\/own\/sign-in/);
  assert.match(await v.page.textContent("main"), /页面已关闭/);
});

test("who resets twice and uses the first slip himself is told of twice, and both stay", async (t) => {
  const o = own();
  const officer = await visitor(t);
  await officer.signIn("case_officer");
  const begin = async (v, mine) => {
    await officer.page.goto("/people/" + o.person + "/own");
    await officer.press(officer.page.getByRole("button", { name: /重置密码/ }));
    const slip = await officer.page.locator(".g-own-number").allTextContents();
    await v.page.goto("/own/begin");
    await v.page.getByLabel("编号").fill(slip[0]);
    await v.page.getByLabel("一次性密码").fill(slip[1]);
    await v.page.getByLabel("自己想的新密码").fill(mine);
    await v.page.getByLabel("再输一次新密码").fill(mine);
    await v.press(v.page.getByRole("button", { name: "设好了，进入" }));
  };
  const bad = await visitor(t);
  await begin(bad, "486173");
  await past(bad);
  await bad.press(bad.page.getByRole("button", { name: "退出" }));
  const v = await visitor(t);
  await begin(v, o.secret);
  const told = await v.page.textContent("main");
  assert.ok(told.split("有人重置了您的密码").length > 2, "both, whoever pressed the first away");
  assert.match(told, /有人用那张纸条设了新密码/);
  await v.expectClean("own-told-both");
  await v.page.locator('[name="not"]').nth(-2).check();
  await v.press(v.page.getByRole("button", { name: "知道了，不是我要办的" }));
  for (const at of ["/own", "/own/trail"]) {
    await v.page.goto(at);
    assert.ok((await v.page.textContent("main")).split("有人重置了您的密码").length > 2, at);
  }
  assert.match(await v.page.textContent("main"), /最近一次凭纸条设密码是 2/);
  const inspector = await visitor(t);
  await inspector.signIn("bureau_inspector");
  await inspector.page.goto("/resets");
  const listed = await inspector.page.textContent("main");
  assert.match(listed, /此人第 \d+ 次，30 天内第 [2-9]\d* 次/);
  assert.match(listed, /30 天内不是第一次/);
  assert.match(listed, /重置后 5 分钟内就用掉/);
  assert.match(listed, /用纸条进来的那一次就按了/);
  assert.ok(!listed.includes(o.name));
  await inspector.expectClean("resets-counted");
});

test("a link does not close his page, and an objection speaks of his own papers", async (t) => {
  const v = await visitor(t);
  const o = own();
  await enter(v, o.number, o.secret);
  await past(v);
  await v.page.goto("/own/left");
  assert.match(await v.page.textContent("main"), /页面已关闭/);
  await v.page.goto("/own/term");
  assert.match(v.page.url(), /\/own\/term$/, "whoever made him follow the link did not end his session");
  await v.page.goto("/own/object?about=paper&record=" + "0".repeat(26));
  await v.page.getByLabel("请写下来").fill("这份不对");
  await v.press(v.page.getByRole("button", { name: "送出" }));
  assert.match(await v.page.textContent("main"), /不在您的文书里/);
  await v.expectClean("own-object-not-his");
});

test("what an officer typed in his name is told as what an officer recorded", async (t) => {
  const o = own();
  const officer = await visitor(t);
  await officer.signIn("case_officer");
  await officer.visit("/journeys/new/suit?person=" + o.person);
  assert.equal(await officer.page.locator('[name="against_number"]:checked').count(), 1, "the decision whose limit runs is chosen first");
  await officer.expectClean("remedy-against");
  const minute = await officer.page.evaluate(() => new Date(Date.now() + 8 * 3600_000 - 120_000).toISOString().slice(0, 16));
  await officer.page.locator('[name="requested_at"]').fill(minute);
  await officer.page.locator('[name="by_whom"][value="himself"]').check();
  await officer.press(officer.page.locator("main form button").last());
  const affair = new URL(officer.page.url()).pathname;
  assert.match(affair, /^\/journeys\/\w{26}$/);
  await officer.visit(affair + "/form");
  assert.equal(await officer.page.locator('[name="against_number"]:checked').count(), 1);
  for (const [name, words] of [["sent_to", "青羊区人民法院"], ["plea", "撤销决定"], ["grounds", "不服"]]) await officer.page.locator(`[name="${name}"]`).fill(words);
  await officer.page.locator('[name="helped"][value="wrote_himself"]').check();
  await officer.press(officer.page.locator("main form button").last());
  await officer.visit(affair + "/withdraw");
  await officer.page.locator('[name="resident_signs"][value="signed"]').check();
  await officer.page.locator('[name="words"]').fill("本人说不告了");
  await officer.press(officer.page.locator("main form button").last());
  assert.match(await officer.page.textContent("main"), /文件|扫描/, "a tick is no signature of his");
  assert.match(officer.page.url(), /withdraw/);
  await officer.expectClean("remedy-withdraw");

  const v = await visitor(t);
  await enter(v, o.number, o.secret);
  await past(v);
  await v.page.goto("/own/remedy");
  assert.match(await v.page.textContent("main"), /主管民警.* 登记：您在 .* 提出/);
  await v.expectClean("own-remedy-recorded");
  await v.page.goto("/own/papers");
  assert.match(await v.page.locator("main li", { hasText: "起诉状" }).first().textContent(), /还没有签名，没有送出/, "what he has not signed is not called valid");
});
