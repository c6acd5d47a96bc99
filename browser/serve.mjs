// A house of invented people on a free port of this machine: what the browser tests and the pictures stand on.
import { spawn, execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, mkdirSync, openSync, readFileSync } from "node:fs";
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

// house makes a demo province in a temporary folder and serves it; or, with GUITU_URL, takes one that runs already
// and leaves it alone. It gives the address, the folder, and how to end it.
export async function house() {
  if (process.env.GUITU_URL) return { url: process.env.GUITU_URL, data: process.env.GUITU_DATA ?? "", end() {} };
  if (!existsSync(program)) throw new Error("there is no bin/guitu: run make build first");
  mkdirSync(results, { recursive: true });
  const data = mkdtempSync(join(tmpdir(), "guitu-browser-"));
  const messages = `${data}.sms`; // what would go out as text messages; reminders.test.mjs reads it
  const gone = () => [data, messages].forEach((x) => rmSync(x, { recursive: true, force: true }));
  try {
    execFileSync(program, ["demo", "--data", data], { stdio: ["ignore", "ignore", "inherit"] });
    const listen = `127.0.0.1:${await freePort()}`;
    const log = join(results, "serve.log");
    const out = openSync(log, "w");
    const env = { ...process.env, GUITU_SMS_COMMAND: `${process.execPath} ${join(root, "browser/gateway.mjs")} ${messages}` };
    const child = spawn(program, ["serve", "--data", data, "--listen", listen], { stdio: ["ignore", out, out], env });
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
