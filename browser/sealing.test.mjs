// Sealing: a legal officer asks, the bureau's legal post seals, and then there is nobody; an organ's letter opens the file for
// two, to read; the figures stay.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phone, visitor } from "./house.mjs";
import { save } from "./steps.mjs";

const main = (v) => v.page.locator("main");
const words = (v) => main(v).innerText();

// letter is the smallest picture that a scan may be.
const letter = Buffer.from(
  "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z",
  "base64",
);

// sealable finds somebody who has left and in whose file nothing is still open that blocks.
async function sealable(v) {
  for (let after = "/people?left=1"; after; ) {
    await v.visit(after);
    const people = await main(v).locator('a[href^="/people/"]').evaluateAll((all) => [...new Set(all.map((a) => new URL(a.href).pathname))].filter((p) => /^\/people\/[0-9a-z]{26}$/.test(p)));
    for (const at of people) {
      await v.visit(at + "/sealing");
      if (!/档案暂不能封存/.test(await words(v))) return at;
    }
    await v.visit(after);
    const next = main(v).getByRole("link", { name: /下一页/ });
    after = (await next.count()) ? new URL(await next.first().getAttribute("href"), v.page.url()).href : "";
  }
  throw new Error("nobody whose file could be sealed");
}

test("who is sealed was never here, and is found again by an organ's letter alone", async (t) => {
  const asks = await visitor(t);
  await asks.signIn("legal_officer");
  const at = await sealable(asks);
  await asks.visit(at + "/identity");
  const numbers = main(asks).locator('form[action$="/identity/open"]');
  await numbers.locator('[name="purpose"][value="identity_check"]').check();
  await asks.press(numbers.locator("button"));
  const [number] = (await words(asks)).replaceAll(/[\s\u2009]/g, "").match(/5199\d{13}[\dX]/);
  await asks.visit(at);
  const name = (await asks.page.locator("h1").innerText()).trim();
  await asks.press(main(asks).getByRole("link", { name: "提请封存档案" }));
  await asks.expectClean("sealing-ask");
  await asks.page.locator('[name="ground"][value="closed"]').check();
  assert.match(await words(asks), /离所日/, "who asks reads when he left");
  await asks.page.locator('[name="reason"]').fill("措施结束已满三年。");
  const why = asks.page.locator('[name="why"]');
  const runs = (await why.count()) > 0; // dynamic control
  if (runs) await why.fill("本人书面申请。");
  if (await asks.page.locator('[name="known"]').count()) await asks.page.locator('[name="known"]').check();
  await save(asks);
  const sealing = new URL(asks.page.url()).pathname;
  assert.match(await words(asks), /待第二人确认[^]*由您提出/);
  assert.equal(await asks.page.getByRole("button", { name: "确认封存并签名" }).count(), 0, "nobody seals what he asked for");

  const seals = await visitor(t);
  await seals.signIn("bureau_legal");
  await seals.visit("/figures?by=sex");
  const total = (await main(seals).locator("tbody tr").last().innerText()).split(/\s+/).pop();
  await seals.visit(sealing);
  assert.match(await words(seals), /离所日/, "the second reads the same");
  if (runs) assert.match(await words(seals), /本人书面申请[^]*动态管控还没有结束/);
  await seals.expectClean("sealing-confirm");
  await seals.press(seals.page.getByRole("button", { name: "确认封存并签名" }));
  assert.match(await words(seals), /已封存/);
  assert.ok(!(await words(seals)).includes(name), "the register names nobody");
  await seals.visit("/sealings");
  await seals.expectClean("sealing-register");
  assert.ok(!(await words(seals)).includes(name));
  await seals.visit("/figures?by=sex");
  assert.equal((await main(seals).locator("tbody tr").last().innerText()).split(/\s+/).pop(), total, "the figures stay true");
  await seals.expectClean("figures");

  const answer = async (v, path) => {
    const got = await v.page.goto(path);
    return [got.status(), (await words(v)).replaceAll(/[0-9a-z]{26}/g, "")];
  };
  assert.deepEqual(await answer(asks, at), await answer(asks, "/people/" + "0".repeat(26)), "he is answered as who never was");
  await asks.visit("/search?q=" + encodeURIComponent(name));
  assert.ok(!(await main(asks).locator(`a[href^="${at}"]`).count()), "a search finds him");

  const opening = await askOpening(asks, number);
  await seals.visit(opening);
  await seals.press(seals.page.getByRole("button", { name: "同意查阅并签名" }));
  await asks.visit(opening);
  await asks.press(main(asks).getByRole("link", { name: "查阅档案" }));
  assert.ok((await words(asks)).includes(name) && (await words(asks)).includes(number), "who asked reads the file");
  await asks.expectClean("sealing-file");
  const third = await visitor(t);
  await third.signIn("bureau_inspector");
  const got = await third.page.goto(opening + "/file");
  assert.equal(got.status(), 404, "a third is told of nothing");
  assert.equal((await answer(asks, at))[0], 404, "and nothing came back");
});

// askOpening asks for what is sealed under a number, with the organ's letter, and gives the address of the opening.
async function askOpening(v, number) {
  await v.visit("/openings/new");
  await v.page.locator('[name="purpose"][value="organ_case"]').check();
  await v.page.locator('[name="identity"]').fill(number);
  await v.page.locator('[name="organ"]').fill("某县人民检察院（演示）");
  await v.page.locator('[name="document"]').fill("检函〔2026〕1号");
  await v.page.locator('[name="letter"]').setInputFiles({ name: "来函.jpg", mimeType: "image/jpeg", buffer: letter });
  await v.page.locator('[name="reason"]').fill("办案需要");
  await save(v);
  return new URL(v.page.url()).pathname;
}

test("an opening is asked with the letter, says nothing by itself, and is granted by another", async (t) => {
  const asks = await visitor(t, { viewport: phone });
  await asks.signIn("legal_officer");
  await asks.visit("/openings/new");
  await asks.expectClean("opening-ask-360");
  const opening = await askOpening(asks, "519900199001010019");
  assert.match(await words(asks), /待第二人确认/);

  const grants = await visitor(t);
  await grants.signIn("bureau_legal");
  await grants.visit(opening);
  assert.match(await words(grants), /519900199001010019[^]*检函/);
  await grants.press(grants.page.getByRole("button", { name: "同意查阅并签名" }));
  assert.match(await words(grants), /没有封存档案/);

  const third = await visitor(t, { locale: "en" });
  await third.signIn("bureau_inspector");
  await third.visit("/sealings");
  await third.expectClean("sealing-register-en");
  await third.visit(opening);
  assert.ok(!(await words(third)).includes("519900199001010019"), "the register has numbers and dates");
});

test("figures outside the bureau are covered where they are small", async (t) => {
  const v = await visitor(t, { viewport: phone });
  await v.signIn("facility_head");
  await v.visit("/figures");
  await v.expectClean("figures-facility-360");
  const cells = await main(v).locator("tbody td").allInnerTexts();
  for (const c of cells) if (/^\d+$/.test(c.trim())) assert.ok(Number(c) >= 10, `a small cell is shown: ${c}`);
});
