import { test } from "node:test";
import { visitor } from "./house.mjs";
test("look", { timeout: 240000 }, async (t) => {
  const v = await visitor(t);
  const shot = async (n, full = true) => v.page.screenshot({ path: `/tmp/paperlook/${n}.png`, fullPage: full });
  await v.visit("/papers/check");
  await shot("check");
  await v.signIn("legal_officer");
  const list = await (await v.page.request.get("/people")).text();
  const people = [...list.matchAll(/href="(\/people\/\w{26})"/g)].map((m) => m[1]);
  for (const at of people) {
    await v.visit(at + "/documents");
    if (at === people[0]) await shot("documents");
    await v.page.getByRole("link", { name: "本所出具的文书" }).click();
    await v.page.waitForLoadState("load");
    const b = v.page.getByRole("button", { name: "打印期限计算书" });
    if (!(await b.count())) continue;
    await v.press(b);
    await shot("term");
    console.log(v.page.url());
    const [d] = await Promise.all([v.page.waitForEvent("download"), v.page.getByRole("link", { name: "下载 PDF" }).click()]);
    await d.saveAs("/tmp/paperlook/term.pdf");
    await v.page.pdf({ path: "/tmp/paperlook/term-html.pdf", preferCSSPageSize: true });
    await v.page.setViewportSize({ width: 360, height: 740 });
    await shot("term-phone");
    await v.page.setViewportSize({ width: 1440, height: 900 });
    await v.page.goto(at + "/papers");
    await shot("list");
    console.log((await v.look("list")).join("\n"));
    break;
  }
});
