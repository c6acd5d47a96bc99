// How the system is, for its keeper: what the doctor found, the worst first, each with what to do; and the answers to
// watchmen, which need no account.
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitor } from "./house.mjs";

test("the keeper reads what the doctor found", async (t) => {
  const v = await visitor(t);
  await v.signIn("system_keeper");
  await v.visit("/admin/system");
  const doctor = v.page.locator("section, .card").filter({ hasText: "guitu doctor" }).first();
  const said = await doctor.innerText();
  assert.match(said, /还没有备份。\s*怎么办：/);
  assert.match(said, /这里有演示账号/);
  assert.ok(said.indexOf("演示账号") < said.indexOf("𠮷䶮㛃𬀪"), "the worst stands first");
  await v.expectClean("admin-system");
});

test("a watchman asks without an account", async (t) => {
  const v = await visitor(t);
  for (const [path, want] of [["/live", /"live":true/], ["/ready", /"ready":true.*"store":"ok"/], ["/health", /"ready":true/]]) {
    const r = await v.page.request.get(path);
    assert.equal(r.status(), 200);
    assert.match(await r.text(), want);
    assert.equal(r.headers()["cache-control"], "no-store");
  }
});
