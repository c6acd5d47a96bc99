// Runs the browser tests: makes a demo province in a temporary folder, serves it on a free port of this machine,
// runs browser/*.test.mjs one after the other, and takes everything down again.
//
//   node browser/run.mjs [name …]      all tests, or those whose file name contains one of the names
//   GUITU_URL=http://127.0.0.1:8080    tests against a house that runs already (and is left alone)
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { house } from "./serve.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

// The walk through every page comes last: it also looks at what the others left behind.
const last = (file) => (file.startsWith("every-page") ? 1 : 0);

const names = process.argv.slice(2);
const files = readdirSync(join(root, "browser"))
  .filter((f) => f.endsWith(".test.mjs") && (names.length === 0 || names.some((n) => f.includes(n))))
  .sort((a, b) => last(a) - last(b) || a.localeCompare(b))
  .map((f) => join("browser", f));
if (files.length === 0) throw new Error("no browser test has such a name");

const h = await house();
try {
  for (const file of files) {
    const tests = spawn(process.execPath, ["--test", "--test-reporter=spec", file], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, GUITU_URL: h.url, GUITU_DATA: h.data },
    });
    const [code] = await once(tests, "exit");
    if (code !== 0) process.exitCode = 1;
  }
} finally {
  await h.end();
}
