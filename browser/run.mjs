// Runs the browser tests: makes a demo province in a temporary folder, serves it on a free port of this machine,
// runs browser/*.test.mjs one after the other, and takes everything down again.
//
//   node browser/run.mjs [name …]      all tests, or those whose file name contains one of the names
//   GUITU_URL=http://127.0.0.1:8080    tests against a house that runs already (and is left alone)
import { spawn, execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const program = join(root, "bin/guitu");
const results = join(root, "test-results");

async function freePort() {
  const s = createServer().listen(0, "127.0.0.1");
  await once(s, "listening");
  const { port } = s.address();
  s.close();
  await once(s, "close");
  return port;
}

async function answers(url, child, log) {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    if (child.exitCode !== null) break;
    try {
      await fetch(url, { redirect: "manual" });
      return;
    } catch {
      await new Promise((r) => setTimeout(r, 100));
    }
  }
  throw new Error(`the house does not answer on ${url}:\n${readFileSync(log, "utf8").slice(-4000)}`);
}

// house starts one and gives its address and how to end it.
async function house() {
  if (process.env.GUITU_URL) return { url: process.env.GUITU_URL, data: process.env.GUITU_DATA ?? "", end() {} };
  if (!existsSync(program)) throw new Error("there is no bin/guitu: run make build first");
  const data = mkdtempSync(join(tmpdir(), "guitu-browser-"));
  const gone = () => rmSync(data, { recursive: true, force: true });
  try {
    execFileSync(program, ["demo", "--data", data], { stdio: ["ignore", "ignore", "inherit"] });
    const listen = `127.0.0.1:${await freePort()}`;
    const log = join(results, "serve.log");
    const out = openSync(log, "w");
    const child = spawn(program, ["serve", "--data", data, "--listen", listen], { stdio: ["ignore", out, out] });
    const end = async () => {
      if (child.exitCode === null) {
        child.kill("SIGTERM");
        const hard = setTimeout(() => child.kill("SIGKILL"), 10_000);
        await once(child, "exit");
        clearTimeout(hard);
      }
      gone();
    };
    try {
      await answers(`http://${listen}/`, child, log);
    } catch (e) {
      await end();
      throw e;
    }
    return { url: `http://${listen}`, data, end };
  } catch (e) {
    gone();
    throw e;
  }
}

// The walk through every page comes last: it also looks at what the others left behind.
const last = (file) => (file.startsWith("every-page") ? 1 : 0);

mkdirSync(results, { recursive: true });
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
