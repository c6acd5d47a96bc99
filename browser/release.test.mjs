// Somebody leaves on his last day, past two officers who each sign anew; neither is the one who proposed it, a wrong number
// opens nothing, and the certificate comes out of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phone, visitor } from "./house.mjs";
import { minute, pick, save, send, type } from "./steps.mjs";

test("somebody leaves on his last day, past two officers", async (t) => {
  const v = await visitor(t);
  await v.signIn("return_officer");
  await v.visit("/releases");
  await v.expectClean("releases");
  const row = v.page.locator("main table tbody tr", { hasText: "今天" }).first();
  await row.locator("a").last().click();
  await v.page.waitForLoadState();
  if (new URL(v.page.url()).pathname.startsWith("/journeys/new")) await save(v);
  const at = new URL(v.page.url()).pathname;
  await v.expectClean("release");
  for (const [name, fill] of [
    ["term", () => pick(v, "term_checked", "yes")],
    ["holds", async () => { await pick(v, "hold", "none"); await type(v, "asked_of", "县公安局法制室"); await type(v, "asked_at", minute(60)); }],
    ["township", async () => { await type(v, "township", "锦川镇"); await type(v, "told_on", minute(0).slice(0, 10)); await type(v, "told", "司法所 李明"); }],
    ["pickup", async () => {
      await pick(v, "picked_up", "family");
      for (const [who, told, name] of [["family", "told", "李𠮷䶮"], ["employer", "not_yet", "㛃𬀪茶场"], ["police_station", "told", "锦川派出所"]]) {
        await pick(v, `tell_${who}`, told);
        await type(v, `to_${who}`, name);
      }
      await type(v, "told_at", minute(5));
    }],
    ["property", async () => { await pick(v, "property", "none"); await type(v, "wages", "320"); await pick(v, "resident_signs", "signed"); }],
  ]) {
    await v.visit(`${at}/${name}`);
    if (name === "term") await v.expectClean("release-term");
    await fill();
    await save(v);
  }
  // Everybody who is told has a numbered paper of his own; the township reads no name.
  await v.visit(at);
  for (const [who, says] of [["家属", /李𠮷䶮：/], ["所在单位", /㛃𬀪茶场：/], ["派出所", /锦川派出所：/], ["乡镇、街道", /锦川镇：[^]*某某/]]) {
    await v.visit(at);
    await v.page.locator("main").getByRole("link", { name: `打印解除通知书（${who}）` }).first().click(); // beside its step, done or still open
    assert.match(await v.page.locator("main").innerText(), says);
    await v.expectClean(`release-notice-${who}`);
  }
  // Who adds the card proposes nothing, and confirms nothing.
  const legal = await visitor(t);
  await legal.signIn("legal_officer");
  await legal.visit(`${at}/papers`);
  await type(legal, "fingerprint_card", "ZW-77");
  await save(legal);
  await v.visit(`${at}/propose`);
  await save(v);

  // The township says with a code that it expects him.
  await v.visit(at);
  await type(v, "to", "锦川镇司法所");
  await v.page.getByRole("button", { name: "给出回执码" }).click();
  const code = await v.page.locator("code").innerText();
  const slip = v.page.locator(".g-slip");
  assert.match(await slip.innerText(), /https?:\/\/\S+\/answer/);
  assert.equal(await slip.getByRole("img").count(), 1);
  assert.ok(!new URL(v.page.url()).search, "the code stands in no address");
  await v.expectClean("release-code");
  // A code for somebody else is taken back, and the first one stays.
  await v.visit(at);
  await type(v, "to", "川西镇司法所");
  await v.page.getByRole("button", { name: "给出回执码" }).click();
  const other = await v.page.locator("code").innerText();
  await v.visit(at);
  await v.press(v.page.locator("#ask li", { hasText: "川西镇司法所" }).getByRole("button", { name: "收回" }));
  assert.match(await v.page.locator("#ask").innerText(), /川西镇司法所[^]*已收回[^]*锦川镇司法所[^]*未使用/);
  await v.expectClean("release-codes");
  const p = await visitor(t, { viewport: phone });
  await p.visit("/answer");
  await type(p, "code", other);
  await p.page.getByRole("button", { name: "打开" }).click();
  assert.match(await p.page.locator("#g-trouble").innerText(), /已被收回/);
  await type(p, "code", code);
  await p.page.getByRole("button", { name: "打开" }).click();
  await p.page.waitForLoadState();
  await pick(p, "expects_him", "yes");
  await type(p, "contact", "李明");
  await type(p, "answerer", "李明 司法所");
  await p.page.getByRole("button", { name: "提交回执" }).click();
  assert.match(await p.page.locator("main").innerText(), /已记入办理记录/);

  const confirm = async (role, step) => {
    const w = await visitor(t);
    await w.signIn(role);
    await w.visit(`${at}/${step}`);
    await w.expectClean(`release-${step}`);
    await pick(w, "document", "none");
    await pick(w, "face", "no_photo");
    await type(w, "card_number", "ZW-78");
    await w.answered(w.page.locator("main form button.g-btn-primary").last()); // what is missing comes before the code
    assert.match(await w.page.locator("#g-trouble").innerText(), /在场辨认的亲属/);
    await type(w, "relative", "到场亲属");
    assert.match(await send(w), /与档案不符/);
    await type(w, "card_number", "ZW-77");
    await save(w);
    return w;
  };
  const first = await confirm("intake_officer", "first");
  await first.visit(`${at}/second`);
  await pick(first, "document", "none");
  await type(first, "relative", "到场亲属");
  await pick(first, "face", "no_photo");
  await type(first, "card_number", "ZW-77");
  assert.match(await send(first), /同一|另一/);
  await first.visit(at);
  assert.match(await first.page.locator("main").innerText(), /要由另一位民警办/);
  await confirm("facility_head", "second");

  await v.visit(`${at}/let_go`);
  await type(v, "left_at", minute(0));
  await save(v);
  const said = await v.page.locator("main").innerText();
  assert.match(said, /已解除/);
  await v.expectClean("release-done");
  await v.page.getByRole("link", { name: /^解除证明书（JZ-/ }).first().click();
  assert.match(await v.page.locator("main").innerText(), /解除强制隔离戒毒证明书/);
  await v.expectClean("release-certificate");
});
