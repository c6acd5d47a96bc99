// An officer has himself reminded by text message: nothing is sent before he typed the code that came to his number, and
// what comes names nobody. On a telephone, as he would do it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { phone, visitor } from "./house.mjs";
import { pick, type } from "./steps.mjs";

const main = (v) => v.page.locator("main").innerText();
const sent = () => {
  const file = `${process.env.GUITU_DATA}.sms`;
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").filter(Boolean).map((l) => JSON.parse(l)) : [];
};

// arrived waits for the message that comes after so many.
async function arrived(n) {
  for (let i = 0; i < 150; i++) {
    if (sent().length > n) return sent()[n];
    await new Promise((r) => setTimeout(r, 100));
  }
  assert.fail("no message came");
}

test("an officer is reminded where he asked for it, once the number is proved", async (t) => {
  const v = await visitor(t, { viewport: phone });
  await v.signIn("zone_officer");
  await v.visit("/me");
  await v.page.getByRole("link", { name: "设置提醒" }).click();
  await v.page.waitForURL("**/me/reminders");
  assert.match(await main(v), /没有姓名、编号和单位/);
  await v.expectClean("reminders");

  if (await v.page.locator('[name="address"]').count() === 0) { // a house that runs already, without a gateway
    assert.match(await main(v), /没有设置发送邮件或短信/);
    return;
  }
  const before = sent().length;
  await pick(v, "way", "sms");
  await type(v, "address", "1380013800");
  await v.send("address");
  assert.match(await main(v), /手机/, "a number of ten figures is none");
  assert.equal(sent().length, before, "nothing goes to what is no number");
  await v.expectClean("reminders-wrong");

  await type(v, "address", "13800138000");
  await v.send("address");
  assert.match(await main(v), /验证码已排队发送/);
  await v.expectClean("reminders-code");
  const first = await arrived(before);
  assert.equal(first.to, "13800138000");
  const code = first.text.match(/\d{6}/)[0];

  await type(v, "code", code === "000000" ? "111111" : "000000");
  await v.send("code");
  assert.doesNotMatch(await main(v), /已开启/, "another code opens nothing");
  await type(v, "code", code);
  await v.send("code");
  assert.match(await main(v), /已开启/);
  await v.expectClean("reminders-on");

  await v.press(v.page.getByRole("button", { name: "不再提醒" }));
  assert.match(await main(v), /地址已删除/);
  assert.ok(!(await main(v)).includes("138"), "the number is gone");
});
