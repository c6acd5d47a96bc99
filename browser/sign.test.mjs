// The way in and out: what a wrong guess is told, the second step, officers that change at one browser, a signature in
// the middle of an act, one's own page. With script and without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { credentials } from "./accounts.mjs";
import { freshCode, visitor } from "./house.mjs";

const main = (v) => v.page.locator("main");
const alert = (v) => v.page.getByRole("alert");

test("a wrong name and a wrong password read alike", async (t) => {
  const said = [];
  for (const account of ["legal_officer", "nobody-of-that-name"]) {
    const v = await visitor(t, { script: false });
    await v.visit("/sign-in");
    await v.page.getByLabel("登录名").fill(account);
    await v.page.getByLabel("密码").fill("wrong wrong wrong");
    await v.press(v.page.getByRole("button", { name: "登录" }));
    said.push(await alert(v).innerText());
    assert.equal(await v.page.getByLabel("登录名").inputValue(), account, "the name stays");
    assert.equal(await v.page.getByLabel("密码").inputValue(), "", "the password does not");
  }
  assert.equal(said[0], said[1]);
  const v = await visitor(t);
  await v.visit("/sign-in");
  await v.expectClean("sign-in");
  await v.visit("/first");
  await v.page.getByLabel("链接或凭证").fill("never-was");
  await v.press(v.page.getByRole("button", { name: "打开" }));
  await v.expectClean("sign-in-link-spent");
});

test("the second step keeps nothing in the page but a token", async (t) => {
  const v = await visitor(t);
  const { account, password } = credentials("teacher");
  await v.visit("/sign-in?next=/me");
  await v.page.getByLabel("登录名").fill(account);
  await v.page.getByLabel("密码").fill(password);
  await v.press(v.page.getByRole("button", { name: "登录" }));
  assert.ok(!(await v.page.content()).includes(password));
  await v.page.getByLabel("动态口令").fill("000000");
  await v.press(v.page.getByRole("button", { name: "登录" }));
  assert.match(await alert(v).innerText(), /动态口令不对/);
  await v.expectClean("sign-in-code");
});

test("one's own page: what is wrong is said at once, the picture comes after a signature", async (t) => {
  const v = await visitor(t);
  await v.signIn("legal_officer");
  await v.visit("/me");
  await v.press(v.page.getByRole("button", { name: "修改密码" }));
  assert.match(await alert(v).innerText(), /请输入现在的密码[^]*请设置密码/);
  await v.expectClean("me-wrong");
  await v.visit("/me/second");
  await v.press(v.page.getByRole("button", { name: "开始绑定" }));
  await v.page.getByRole("img", { name: /二维码/ }).waitFor();
  await v.page.getByLabel("手机上显示的 6 位数字").fill("000000");
  await v.press(v.page.getByRole("button", { name: "完成绑定" }));
  await v.page.getByRole("img", { name: /二维码/ }).waitFor();
  await v.expectClean("me-second-wrong");
});

// taken signs an officer in at a page, beside whoever sits at the browser already.
async function taken(page, role) {
  await page.goto("/sign-in");
  const { account, password } = credentials(role);
  for (const [label, words] of [["登录名", account], ["密码", password]]) await page.locator("main").getByLabel(label).fill(words);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "登录" }).click()]);
  await page.getByLabel("动态口令").fill(await freshCode(role));
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "登录" }).click()]);
}

test("officers change at one browser: the first one's page covers itself and keeps what he wrote", async (t) => {
  const v = await visitor(t);
  await v.signIn("psychologist");
  await v.visit("/me");
  await v.page.getByLabel("现在的密码").fill("what the first one wrote");
  // Who leaves for the page of signing in while he is writing finds it beside his own.
  await v.page.locator("details.g-menu summary").first().click();
  const [other] = await Promise.all([v.page.context().waitForEvent("page"), v.page.getByRole("banner").getByRole("link", { name: "换人登录" }).click()]);
  await other.waitForLoadState();
  assert.match(await other.locator("main").innerText(), /现在登录的是：心理咨询师/);
  const cover = v.page.getByRole("dialog", { name: "这台电脑已换人登录" });
  assert.ok(await cover.isHidden(), "nobody has changed yet");
  await taken(other, "pharmacist");
  await other.goto("/me");
  assert.match(await other.locator("main").innerText(), /药剂师/);
  await cover.waitFor();
  assert.ok(await v.page.locator("main").isHidden(), "nothing of his page can be read");
  await v.page.keyboard.press("Escape");
  assert.ok(await cover.isVisible());
  await v.expectClean("sign-in-covered");
  // Back at his seat, he writes on.
  await taken(other, "psychologist");
  await cover.waitFor({ state: "hidden" });
  assert.equal(await v.page.getByLabel("现在的密码").inputValue(), "what the first one wrote");
  // Signed out, there is nothing to be read either.
  await Promise.all([other.waitForEvent("load"), other.locator("form[action='/sign-out'] button").evaluate((b) => b.click())]);
  assert.match(await other.locator("main").innerText(), /登录归途/);
  await v.page.getByRole("dialog", { name: "已退出登录" }).waitFor();
});

test("no form of one officer is taken for the other's, and it is there when he is back", async (t) => {
  const v = await visitor(t, { script: false });
  await v.signIn("doctor");
  await v.visit("/me");
  await v.page.getByLabel("现在的密码").fill("what the first one wrote");
  const other = await v.page.context().newPage();
  await taken(other, "pharmacist");
  await v.press(v.page.getByRole("button", { name: "修改密码" }));
  assert.match(await main(v).innerText(), /这台电脑已换人登录[^]*没有办理/);
  assert.ok(!(await v.page.content()).includes("what the first one wrote"));
  await taken(other, "doctor");
  await v.press(v.page.getByRole("button", { name: "继续提交" }));
  assert.match(await alert(v).innerText(), /请设置密码/, "the form went through, as far as it was filled in");
});

test("a wrong password at the lock is a wrong password", async (t) => {
  const v = await visitor(t);
  await v.signIn("intake_officer");
  await v.visit("/me");
  await v.page.locator("details.g-menu summary").first().click();
  await v.page.getByRole("button", { name: "锁定" }).click();
  const sheet = v.page.getByRole("dialog");
  await sheet.getByLabel("密码").fill("wrong wrong wrong");
  await sheet.getByRole("button", { name: "解锁" }).click();
  await sheet.getByText("密码不对，请再输一次。").waitFor();
  assert.doesNotMatch(await sheet.innerText(), /过期/);
  await v.expectClean("lock-wrong");
  await sheet.getByLabel("密码").fill(credentials("intake_officer").password);
  await sheet.getByRole("button", { name: "解锁" }).click();
  await sheet.waitFor({ state: "hidden" });
});

test("the windows of one browser are one seat: work in one keeps the other open, a lock shuts both, a password opens both", async (t) => {
  const v = await visitor(t);
  await v.signIn("pharmacist");
  await v.visit("/me");
  const second = await v.page.context().newPage();
  await second.clock.install();
  await second.goto(v.page.url());
  const idle = Number(await second.locator("body").getAttribute("data-idle"));
  await second.clock.fastForward((idle - 60) * 1000);
  await second.locator("#g-idle").waitFor({ state: "visible" });
  await v.page.keyboard.press("Shift"); // somebody works in the first window
  await second.locator("#g-idle").waitFor({ state: "hidden" });
  await second.clock.fastForward(120 * 1000);
  assert.equal(await second.locator("#g-lock").evaluate((x) => x.open), false);
  await v.page.locator("details.g-menu summary").first().click();
  await v.page.getByRole("button", { name: "锁定" }).click();
  await second.getByRole("dialog").waitFor();
  const sheet = v.page.getByRole("dialog");
  await sheet.getByLabel("密码").fill(credentials("pharmacist").password);
  await sheet.getByRole("button", { name: "解锁" }).click();
  await second.getByRole("dialog").waitFor({ state: "hidden" });
});

test("an act that binds asks for the code and keeps the form, without script too", async (t) => {
  const v = await visitor(t, { script: false });
  await v.signIn("facility_admin");
  await v.visit("/admin/units/new");
  await v.visit("/me/second");
  const answered = v.page.waitForEvent("load");
  await v.page.getByRole("button", { name: "开始绑定" }).click();
  await answered;
  assert.match(await main(v).innerText(), /请再次验证身份/);
  await v.page.locator("[name=_code]").fill("000000");
  await Promise.all([v.page.waitForEvent("load"), v.page.getByRole("button", { name: "签名并办理" }).click()]);
  assert.match(await main(v).innerText(), /动态口令不对/);
});

test("after signing in, Back comes upon no form that wants to be sent again", async (t) => {
  const v = await visitor(t);
  const { account, password } = credentials("nurse");
  await v.visit("/sign-in");
  await v.page.getByLabel("登录名").fill(account);
  await v.page.getByLabel("密码").fill(password);
  await v.press(v.page.getByRole("button", { name: "登录" }));
  await v.page.waitForURL("**/sign-in/code");
  await v.page.getByLabel("动态口令").fill(await freshCode("nurse"));
  await v.press(v.page.getByRole("button", { name: "登录" }));
  await v.page.waitForURL((u) => u.pathname === "/");
  await v.page.goBack();
  assert.equal(new URL(v.page.url()).pathname, "/", "led on to the day");
  assert.match(await main(v).innerText(), /我的一天/);
});

test("locked by hand, the page and what was written stay", async (t) => {
  const v = await visitor(t);
  await v.signIn("trainer");
  await v.visit("/me");
  await v.page.getByLabel("现在的密码").fill("half a sentence");
  await v.page.locator("details.g-menu summary").first().click();
  await v.page.getByRole("button", { name: "锁定" }).click();
  const sheet = v.page.getByRole("dialog");
  await sheet.waitFor();
  assert.match(await sheet.innerText(), /锁定的是/);
  await sheet.getByLabel("密码").fill(credentials("trainer").password);
  await sheet.getByRole("button", { name: "解锁" }).click();
  await sheet.waitFor({ state: "hidden" });
  assert.equal(new URL(v.page.url()).pathname, "/me");
  assert.equal(await v.page.getByLabel("现在的密码").inputValue(), "half a sentence");

  const bare = await visitor(t, { script: false });
  await bare.signIn("assessor");
  await bare.visit("/rules");
  await bare.page.locator("details.g-menu summary").first().click();
  await Promise.all([bare.page.waitForEvent("load"), bare.page.getByRole("button", { name: "锁定" }).click()]);
  assert.equal(new URL(bare.page.url()).pathname, "/rules");
  await bare.page.getByLabel("密码").fill("wrong wrong wrong");
  await bare.press(bare.page.getByRole("button", { name: "解锁" }));
  assert.doesNotMatch(await main(bare).innerText(), /您写的内容/);
  await bare.page.getByLabel("密码").fill(credentials("assessor").password);
  await bare.press(bare.page.getByRole("button", { name: "解锁" }));
  assert.equal(new URL(bare.page.url()).pathname, "/rules");
});
