// The desk of people as officers use it: find somebody, read why it is the day, record, be refused, correct with a
// second officer, admit somebody, open numbers for a purpose. With script and without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { phone, visitor } from "./house.mjs";
import { day } from "./steps.mjs";

// somebody is the address of the n-th person of the list as it is sorted by a column.
async function somebody(v, sort = "-end", n = 0) {
  await v.visit(`/people?sort=${sort}`);
  return v.page.locator("table.g-table tbody tr a").nth(n).getAttribute("href");
}

const main = (v) => v.page.locator("main");

test("the list keeps filters, sort and place in its address", async (t) => {
  const v = await visitor(t);
  await v.signIn("facility_head");
  await v.visit("/people");
  await v.expectClean("people");
  const all = await v.page.locator("tbody tr").count();
  await v.page.getByLabel("分期").selectOption({ index: 1 });
  await v.page.waitForURL(/phase=/);
  await v.page.getByRole("link", { name: "期满" }).click();
  await v.page.waitForURL(/sort=end/);
  assert.match(v.page.url(), /phase=/, "sorting keeps the filter");
  await v.page.getByRole("link", { name: "清除条件" }).first().click();
  await v.page.waitForFunction(() => !location.search.includes("phase="));
  assert.equal(await v.page.locator("tbody tr").count(), all);
  await v.visit("/people?left=1");
  await v.expectClean("people-left");
  await v.visit("/people?phase=detox&within=over&state=ABSCONDED");
  await v.expectClean("people-none");
});

test("one box finds by name, reading and number, and one hit opens the file", async (t) => {
  const v = await visitor(t);
  await v.signIn("facility_head");
  await v.visit("/people");
  const link = v.page.locator("tbody tr a").first();
  const name = (await link.textContent()).trim(), file = await link.getAttribute("href");
  const number = (await v.page.locator("tbody tr .g-quiet").first().textContent()).trim();
  await v.page.keyboard.press("/");
  await v.page.keyboard.type(number);
  await Promise.all([v.page.waitForEvent("load"), v.page.keyboard.press("Enter")]);
  assert.equal(new URL(v.page.url()).pathname, file, "the file's number leads straight to the file");
  await v.visit("/search");
  await v.expectClean("search");
  for (const [text, shot] of [[name[0], "search-found"], ["查无此人", "search-none"]]) {
    await main(v).getByRole("searchbox").fill(text);
    await v.press(main(v).getByRole("button", { name: "查找" }));
    assert.equal(new URL(v.page.url()).search, "", "the address names nobody");
    assert.equal(await v.page.locator("#g-q").inputValue(), text, "what was looked for stays in the box");
    await v.expectClean(shot);
  }
});

test("without script the search turns its pages, and its address names nobody", async (t) => {
  const v = await visitor(t, { script: false });
  await v.signIn("bureau_legal");
  await v.visit("/search");
  await main(v).getByRole("searchbox").fill("王");
  await v.press(main(v).getByRole("button", { name: "查找" }));
  const first = await main(v).locator("tbody tr").first().innerText();
  await v.press(main(v).getByRole("button", { name: /^后 \d+ 条/ }));
  assert.notEqual(await main(v).locator("tbody tr").first().innerText(), first);
  assert.match(v.page.url(), /\/search$/);
  await v.press(main(v).getByRole("button", { name: "回到开头" }));
  assert.equal(await main(v).locator("tbody tr").first().innerText(), first);
});

test("the switch of language keeps the filters, and does not lose what is being written", async (t) => {
  const v = await visitor(t);
  await v.signIn("legal_officer");
  await v.visit("/people");
  await v.page.getByLabel("分期").selectOption({ index: 1 });
  await v.page.waitForURL(/phase=/);
  const english = async () => {
    await v.page.locator(".g-me").click();
    await v.page.getByRole("button", { name: "English" }).click();
  };
  await Promise.all([v.page.waitForEvent("load"), english()]);
  assert.match(v.page.url(), /phase=/, "the filter stays");
  assert.equal(await v.page.getAttribute("html", "lang"), "en");
  await v.visit("/people/new");
  const name = v.page.locator("main [name=name]");
  await name.fill("吉克");
  const asked = new Promise((r) => v.page.once("dialog", (d) => d.dismiss().then(() => r(d.message()))));
  await v.page.locator(".g-me").click();
  await v.page.getByRole("button", { name: "中文" }).click();
  assert.match(await asked, /has not been submitted/);
  assert.equal(await name.inputValue(), "吉克");
  assert.equal(await v.page.getAttribute("html", "lang"), "en");
});

test("on a phone every tab of a file is in sight, and so is whose file it is", async (t) => {
  const v = await visitor(t, { viewport: phone });
  await v.signIn("legal_officer");
  await v.visit(`${await somebody(v)}/law`);
  for (const tab of await v.page.locator(".g-tabs a").all()) {
    const box = await tab.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= phone.width, `${await tab.innerText()} is cut`);
  }
  assert.equal(await v.page.locator("#g-mini").isVisible(), false);
  await v.page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await v.page.locator("#g-mini").waitFor();
  assert.ok((await v.page.locator("#g-mini").innerText()).includes(await v.page.locator("h1").innerText()));
  await v.page.screenshot({ path: "test-results/file-scrolled-360.png" });
});

test("every part of a file, and the locks that are the same for everybody", async (t) => {
  const v = await visitor(t);
  await v.signIn("legal_officer");
  const file = await somebody(v);
  await v.visit(file);
  const name = await v.page.locator("h1").innerText();
  await v.page.getByText("为什么是这一天").click();
  await v.expectClean("file");
  assert.ok(!(await v.page.title()).includes(name), "the tab names nobody");
  for (const part of ["law", "duties", "family", "identity", "documents", "trail", "closed/psychology", "record", "was?on=2026-01-01"]) {
    await v.visit(`${file}/${part}`);
    await v.expectClean(`file-${part.replace(/\W.*/, "")}`);
  }
});

test("a scan is put into the file; what is none is told so", async (t) => {
  const v = await visitor(t);
  await v.signIn("legal_officer");
  await v.visit(`${await somebody(v)}/documents`);
  const content = v.page.getByLabel("扫描件或照片"), put = v.page.getByRole("button", { name: "放入文件" });
  await content.setInputFiles({ name: "页面.pdf", mimeType: "application/pdf", buffer: Buffer.from("<html>") });
  await v.page.getByLabel("这是什么文件").fill("送达回证");
  await v.press(put);
  assert.match(await main(v).innerText(), /“页面.pdf”里不是 PDF/);
  assert.equal(await v.page.getByLabel("这是什么文件").inputValue(), "送达回证", "what was typed stays");
  assert.equal(await content.evaluate((x) => x.files.length), 0, "a file that is wrong is not put back");
  assert.match(await main(v).innerText(), /选过的文件没有留下/);
  await v.expectClean("document-not-a-scan");
  await content.setInputFiles({ name: "扫描001.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\nstartxref\n0\n%%EOF\n") });
  await v.press(put);
  const paper = v.page.getByRole("link", { name: "送达回证", exact: true });
  await v.expectClean("document-filed");
  const [download] = await Promise.all([v.page.waitForEvent("download"), paper.click()]);
  assert.equal(download.suggestedFilename(), "扫描001.pdf");
});

test("a refused act names its article; what happened anyway is kept and marked", async (t) => {
  const v = await visitor(t);
  await v.signIn("legal_officer");
  const file = await somebody(v, "-end", 1);
  await v.visit(`${file}/record?type=early.proposed`); // before a year has passed
  await v.press(v.page.getByRole("button", { name: /^记录/ }));
  assert.equal(await v.page.evaluate(() => document.activeElement.id), "g-trouble", "what went wrong takes the focus");
  assert.match(await main(v).innerText(), /第47条|第34条/);
  await v.expectClean("record-refused");
  await v.page.getByLabel("确实已经发生，请如实记录").check();
  await v.press(v.page.getByRole("button", { name: /^记录/ }));
  assert.match(await main(v).innerText(), /请写明实际发生了什么/);
  await v.page.getByLabel("情况说明").fill("演练：误把别人的意见书寄出，已报告。");
  await v.press(v.page.getByRole("button", { name: /^记录/ }));
  assert.match(await main(v).innerText(), /不符合规定，如实保留/);
  await v.expectClean("recorded-outside");
});

test("two officers and one file: the second sees what the first recorded, and loses nothing", async (t) => {
  const a = await visitor(t), b = await visitor(t);
  await a.signIn("legal_officer");
  await b.signIn("intake_officer");
  const file = await somebody(a, "-end", 2);
  for (const v of [a, b]) await v.visit(`${file}/record?type=decision.known`);
  await a.press(a.page.getByRole("button", { name: /^记录/ }));
  await b.page.getByLabel("文书编号").fill("演〔2026〕7号");
  await b.press(b.page.getByRole("button", { name: /^记录/ }));
  assert.match(await main(b).innerText(), /别人记了这些/);
  assert.equal(await b.page.getByLabel("文书编号").inputValue(), "演〔2026〕7号");
  await b.expectClean("record-conflict");
});

test("a correction that moves the last day waits for a second officer", async (t) => {
  const v = await visitor(t), w = await visitor(t);
  await v.signIn("legal_officer");
  await w.signIn("facility_head");
  const file = await somebody(v, "-end", 3);
  await v.visit(`${file}/law`);
  await v.page.getByRole("link", { name: /更正或撤回\s*：\s*决定强制隔离戒毒/ }).first().click(); // a line of the reasons may say the words too
  await v.page.waitForLoadState();
  await v.expectClean("correct");
  await v.page.getByLabel("改成下面的内容").check();
  for (const name of ["at", "termStart", "termEnd"]) {
    const field = v.page.locator(`[name=${name}]`), day = new Date(await field.inputValue());
    if (Number.isNaN(day.getTime())) continue; // the paper prints no term
    day.setUTCDate(day.getUTCDate() - 3);
    await field.fill(day.toISOString().slice(0, 10));
  }
  await v.page.getByLabel("更正的原因").fill("演练：日期看错，已对照原件");
  await v.press(v.page.getByRole("button", { name: "提交更正" }));
  assert.match(v.page.url(), /\/changes\//);
  assert.match(await main(v).innerText(), /提出更正的人不能自己复核/);
  await w.visit(new URL(v.page.url()).pathname);
  await w.expectClean("change");
  await w.page.getByLabel("确认更正").check();
  await w.press(w.page.getByRole("button", { name: "提交复核结果" }));
  assert.match(await main(w).innerText(), /已确认，期限已重新计算/);
  assert.ok((await w.page.locator("del").count()) > 0, "the original stays, struck");
});

test("an admission: every fault at once, who may be the same first, then a file with a number", async (t) => {
  const v = await visitor(t);
  await v.signIn("intake_officer");
  await v.visit("/people");
  const name = (await v.page.locator("tbody tr a").first().textContent()).trim();
  await v.visit("/people/new");
  await v.expectClean("admission");
  await v.page.getByLabel("身份证号").fill("51990019900101");
  await v.press(v.page.getByRole("button", { name: "补录" }));
  assert.ok((await v.page.locator("main .g-fault").count()) >= 3);
  assert.equal(await v.page.getByLabel("身份证号").inputValue(), "51990019900101");
  await v.expectClean("admission-faults");
  await v.page.getByLabel("身份证号").fill("519900199001015131");
  await v.page.getByLabel("姓名", { exact: true }).fill(name);
  await v.page.getByLabel("住在哪个大队").selectOption({ index: 1 });
  await v.page.getByLabel("入所日期").fill(day(0));
  const known = v.page.getByLabel("都核对过了，不是同一个人"), enter = () => v.press(v.page.getByRole("button", { name: "补录" }));
  await enter();
  assert.match(await main(v).innerText(), /今天到所的，请到“事项办理”/, "who arrives today is taken in by the affair");
  await v.page.getByLabel("入所日期").fill(day(1));
  await enter();
  if (await known.count()) {
    await v.expectClean("admission-duplicates");
    await known.check();
    await enter();
  }
  assert.match(await main(v).innerText(), /已建立档案/);
});

test("who left is admitted again on his own file, and stands among those who are here", async (t) => {
  const v = await visitor(t);
  await v.signIn("legal_officer");
  await v.visit("/people?left=1&sort=left");
  const file = await v.page.locator("table.g-table tbody tr a").first().getAttribute("href");
  await v.visit(file);
  assert.equal(await v.page.getByRole("link", { name: "再次收治" }).getAttribute("href"), "/journeys/new/intake");
  await v.visit(`${file}/again`); // of who has been here since yesterday
  await v.expectClean("again");
  await v.page.getByLabel("入所日期").fill(day(1));
  await v.page.getByLabel("决定日期").fill(day(1));
  await v.page.getByLabel("情况说明").fill("文号和扫描件随后补。");
  await v.page.getByLabel("县级公安机关", { exact: true }).check();
  await v.page.getByLabel("戒毒后再次使用", { exact: true }).check();
  await v.page.getByLabel("住在哪个大队").selectOption({ index: 2 });
  await v.press(v.page.getByRole("button", { name: "办理再次收治" }));
  assert.match(await main(v).innerText(), /已再次收治/);
  assert.doesNotMatch(await main(v).innerText(), /日 离所/);
  await v.visit(`${file}/again`);
  assert.match(await main(v).innerText(), /现在还在.+在所，从/);
  await v.expectClean("again-here");
});

test("a relative is mended, and ends with a reason", async (t) => {
  const v = await visitor(t);
  await v.signIn("legal_officer");
  const file = await somebody(v, "-end", 5);
  await v.visit(`${file}/family`);
  const relative = { name: "演练亲属", relation: "mother", phone: "13900004321" };
  const enter = async () => {
    await v.page.locator("[name=name]").fill(relative.name);
    await v.page.locator("[name=relation]").selectOption(relative.relation);
    await v.page.locator("[name=phone]").fill(relative.phone);
    await v.press(v.page.getByRole("button", { name: "登记亲属" }));
  };
  await enter();
  await enter();
  assert.match(await main(v).innerText(), /已经登记过同名/);
  await v.visit(`${file}/family`);
  await v.press(v.page.getByRole("link", { name: `更正或停止联系：${relative.name}` }));
  await v.expectClean("relative");
  await v.page.locator("[name=relation]").selectOption("sister");
  await v.press(v.page.getByRole("button", { name: "保存更正" }));
  assert.match(await main(v).innerText(), /演练亲属\s+姐妹\s+尾号 4321/);
  await v.press(v.page.getByRole("link", { name: `更正或停止联系：${relative.name}` }));
  await v.page.getByLabel("原因").fill("登记错了人");
  await v.press(v.page.getByRole("button", { name: "不再联系这位亲属" }));
  assert.match(await main(v).innerText(), /起不再联系 登记错了人/);
  await v.expectClean("family-ended");
});

test("numbers stand in full once, for a purpose, and the trail says so", async (t) => {
  const v = await visitor(t, { script: false });
  await v.signIn("case_officer");
  const file = await somebody(v);
  await v.visit(`${file}/identity`);
  assert.doesNotMatch(await main(v).innerText(), /519900\d{11}/);
  await v.page.getByLabel("核对身份").check();
  await v.press(v.page.getByRole("button", { name: "显示一次完整号码" }));
  assert.match(await main(v).innerText(), /519900\d{11}/);
  await v.visit(`${file}/identity`);
  assert.doesNotMatch(await main(v).innerText(), /519900\d{11}/);
  await v.visit(`${file}/trail`);
  assert.match(await main(v).innerText(), /查看完整号码[\s\S]*核对身份/);
});

test("the bureau says why before it sees a file, and sees masked names in lists", async (t) => {
  const v = await visitor(t, { locale: "en" });
  await v.signIn("bureau_legal");
  const file = await somebody(v);
  assert.match(await v.page.locator("tbody tr a").first().textContent(), /^[A-Z]\.\*\*$/);
  await v.expectClean("people-bureau");
  await v.visit(file);
  await v.expectClean("purpose");
  await v.page.getByRole("radio").first().check();
  await v.press(main(v).getByRole("button").last());
  assert.ok(await v.page.locator(".g-person").count());
  await v.expectClean("file-english");
});
