// The harness itself: what expectClean lets pass and what it does not, on pages made up here.
import assert from "node:assert/strict";
import { test } from "node:test";
import { totp } from "./accounts.mjs";
import { visitor } from "./house.mjs";

const page = (body, head = "<title>试</title>") =>
  `<!doctype html><html lang="zh-CN"><head><meta name="viewport" content="width=device-width">${head}</head><body><main><h1>试</h1>${body}</main></body></html>`;

test("a clean page passes", async (t) => {
  const v = await visitor(t);
  await v.page.setContent(page("<p>好</p>"));
  await v.expectClean("harness-clean");
});

for (const [what, html, complaint] of [
  ["a picture without words", page('<img src="data:,">'), /image-alt/],
  ["a page wider than a phone", page('<div style="width:800px">宽</div>'), /wider than the screen/],
  ["an unknown message", page("<p>[duty.no_such_key]</p>"), /unknown message/],
  ["a page without a title", page("<p>好</p>", ""), /no title/],
  ["a script that fails", page("<script>nothing.at.all()</script>"), /nothing is not defined/],
  ["pale text", page('<p style="color:#ccc;background:#fff">很淡的字</p>'), /color-contrast/],
  ["something from elsewhere", page('<img alt="x" src="http://127.0.0.1:9/x.png">'), /from elsewhere/],
]) {
  test(`${what} is found`, async (t) => {
    const v = await visitor(t);
    await v.page.setContent(html);
    await assert.rejects(v.expectClean("harness-bad"), (e) => complaint.test(e.message + e.actual));
  });
}

test("the codes of RFC 6238, appendix B", () => {
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"; // "12345678901234567890"
  for (const [seconds, code] of [[59, "287082"], [1111111109, "081804"], [20000000000, "353130"]]) {
    assert.equal(totp(secret, seconds * 1000), code);
  }
});
