// The resident at his own page: who he is in the demo province, and how he comes in.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const own = () => JSON.parse(readFileSync(join(process.env.GUITU_DATA ?? "data", "demo-own.json"), "utf8"));

export async function enter(v, number, secret) {
  await v.page.goto("/own/sign-in");
  await v.page.getByLabel("编号").fill(number);
  await v.page.getByLabel("密码").fill(secret);
  await v.press(v.page.getByRole("button", { name: "进入" }));
}

// past reads what was done with his sign-in, if anything was: that comes before every other page.
export async function past(v) {
  if (await v.page.getByText("请先看这个").count()) await v.press(v.page.getByRole("button", { name: "知道了，是我要办的" }));
}
