// How a browser test fills the steps of an affair: by the names of their fields, with moments as a browser types them.
import assert from "node:assert/strict";

// minute is a moment of this country, so many minutes ago; day the day so many days ago.
export const minute = (ago) => new Date(Date.now() + 8 * 3600e3 - ago * 60e3).toISOString().slice(0, 16);
export const day = (ago) => minute(ago * 24 * 60).slice(0, 10);

export const pick = (v, name, value) => v.page.locator(`[name="${name}"][value="${value}"]`).check();
export const type = (v, name, value) => v.page.locator(`[name="${name}"]`).first().fill(value);

// roomiest chooses the brigade with the most beds that suit somebody in his first phase.
export async function roomiest(v) {
  const all = await v.page.locator("[name=unit] option").evaluateAll((list) => list.map((o) => ({ value: o.value, free: Number(o.textContent.match(/合适 (\d+)|生理脱毒 (\d+) 张/)?.slice(1).find(Boolean) ?? -1) })));
  await v.page.locator("[name=unit]").selectOption(all.sort((a, b) => b.free - a.free)[0].value);
}

// send sends the step of the page, signs where the house wants it, and gives what is wrong; save wants nothing wrong.
export async function send(v) {
  await v.press(v.page.locator("main form button.g-btn-primary").last());
  const trouble = v.page.locator("#g-trouble");
  return (await trouble.count()) ? await trouble.innerText() : "";
}
export const save = async (v) => assert.equal(await send(v), "");
