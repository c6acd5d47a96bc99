// Makes the pictures of docs/screens: the demo province as its officers meet it on this day.
//
//   make build && node build/screens.mjs
import { mkdirSync } from "node:fs";
import { house } from "../browser/serve.mjs";

const out = new URL("../docs/screens/", import.meta.url).pathname;
mkdirSync(out, { recursive: true });
const h = await house();
process.env.GUITU_URL = h.url;
process.env.GUITU_DATA = h.data;
const { visitor, close, wide, phone } = await import("../browser/house.mjs");
const ends = [];
try {
  for (const [viewport, device] of [[{ ...wide, height: 1000 }, ""], [phone, "-phone"]]) {
    const v = await visitor({ after: (f) => ends.push(f) }, { viewport });
    await v.signIn("legal_officer");
    await v.page.screenshot({ path: `${out}my-day${device}.png` });
    await v.press(v.page.locator("article h3 a").first());
    await v.visit(new URL(v.page.url()).pathname.replace(/\/duties$/, ""));
    await v.page.screenshot({ path: `${out}person${device}.png` });
  }
  const v = await visitor({ after: (f) => ends.push(f) }, { viewport: { ...wide, height: 1000 } });
  await v.signIn("duty_officer");
  await v.visit("/beds");
  await v.page.screenshot({ path: `${out}beds.png` });
} finally {
  for (const f of ends) await f();
  await close();
  await h.end();
  process.exit(); // the test runner's hooks would wait
}
