// My day: what is owed, by whom, under which article; what rises when nobody acts; what is ticked off, once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitor } from "./house.mjs";

test("a card says when, what, for whom, who owes it, why, and how it ends", async (t) => {
  const v = await visitor(t);
  await v.signIn("intake_officer");
  const card = v.page.locator("article", { hasText: "超期" }).first();
  const words = await card.textContent();
  assert.match(words, /\d+月\d+日/);
  assert.match(words, /收治后书面通知家属/);
  assert.match(words, /收治民警/);
  assert.match(words, /《[^》]+》第\d+条/);
  assert.match(words, /寄出家属通知书/);
  assert.match(words, /已提醒/, "it says who has been told");
  assert.equal(await card.getByRole("button").or(card.getByRole("link", { name: /记录/ })).count(), 1, "one thing to press");
  await v.expectClean("day-overdue");

  // Whom it has risen to sees it too, without any job having run.
  const person = await card.locator(".g-duty-person").textContent();
  const head = await visitor(t);
  await head.signIn("facility_head");
  assert.ok(await head.page.locator("article", { hasText: person }).count(), "the head of the facility sees it");
});

test("a day on which somebody is to be free stands on top of every leader's page", async (t) => {
  for (const role of ["facility_head", "bureau_head"]) {
    const v = await visitor(t);
    await v.signIn(role);
    assert.match(await v.page.locator("main h2").first().textContent(), /^今天必须解除 \d/, role);
    assert.match(await v.page.locator("main article h3").first().textContent(), /按期解除/, role);
  }
});

test("a duty of the house is ticked off once, without script too", async (t) => {
  const v = await visitor(t, { script: false });
  await v.signIn("legal_officer");
  const open = v.page.getByRole("link", { name: /^确认已办/ });
  const before = await open.count();
  assert.ok(before > 0, "something to tick off");
  await v.press(open.first());
  const form = v.page.locator("main form", { has: v.page.locator('[name="words"]') });
  await v.press(form.getByRole("button", { name: "确认已办" }));
  assert.match(await v.page.textContent("main"), /请写明凭什么办结/, "nothing is ticked off without a proof");
  await v.page.getByLabel("凭什么办结").fill("川戒报〔2026〕7号，已书面告知");
  const sent = await form.evaluate((f) => ({ to: f.action, body: new URLSearchParams(new FormData(f)).toString() }));
  await v.press(form.getByRole("button", { name: "确认已办" }));
  assert.match(await v.page.textContent("body"), /已确认/);
  assert.equal(await open.count(), before - 1);
  assert.match(await v.page.textContent("main"), /今天已办|今日已办|已办/);

  const answer = await v.page.request.post(sent.to, {
    data: sent.body, maxRedirects: 0,
    headers: { "content-type": "application/x-www-form-urlencoded", origin: new URL(v.page.url()).origin, "sec-fetch-site": "same-origin" },
  });
  assert.ok(answer.status() === 303, `sent twice, the same answer: ${answer.status()}`);

  // A wrong one is opened again by who closed it, with why.
  await v.page.goto(new URL(sent.to).pathname.replace(/done$/, "reopen"));
  await v.page.getByLabel("为什么重新打开").fill("编号写错");
  await v.press(v.page.locator("main form").getByRole("button", { name: "重新打开" }));
  await v.page.goto("/");
  assert.equal(await open.count(), before);
});

test("an empty day says so, and the pile from paper stands apart", async (t) => {
  const v = await visitor(t);
  await v.signIn("nurse");
  assert.match(await v.page.textContent("main"), /没有待办/);
  await v.expectClean("day-calm");
});
