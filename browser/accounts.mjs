// Who is who in the demo province: what `guitu demo` prints for people, for the tests.
import { readFileSync } from "node:fs";
import { createHmac } from "node:crypto";
import { join } from "node:path";

// all are the demo officers who can sign in: role, account, password, name, place; second for another one of a role.
const all = () => JSON.parse(readFileSync(join(process.env.GUITU_DATA ?? "data", "demo-accounts.json"), "utf8"));

// accounts are one a role.
export const accounts = () => all().filter((a) => !a.second);

// credentials gives account, password and, when the account has a second factor, a function that makes the code of
// this moment, for a demo officer who holds the role, or has the account ("legal_officer2"). The file is written by
// `guitu demo` into its folder.
export function credentials(role) {
  const one = all().find((a) => a.account === role);
  if (!one) throw new Error(`nobody in the demo province is ${role}; there are ${all().map((a) => a.account).join(", ")}`);
  return { account: one.account, password: one.password, code: one.secret ? (at) => totp(one.secret, at) : undefined };
}

// totp is the six-digit code of RFC 6238 (SHA-1, 30 seconds) for a secret in base 32.
export function totp(secret, at = Date.now()) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const c of secret.replace(/=+$/, "").toUpperCase()) bits += alphabet.indexOf(c).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = mac[19] & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
