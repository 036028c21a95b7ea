/**
 * Makes the salted hash of a kiosk's PIN: `node tools/kiosk/pin.mjs kiosk.json` asks for the PIN and writes the hash into
 * the profile; without a file it prints the value of `lock.pin`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** As many as a slow kiosk computes in a second or two; what checks the PIN reads the number from the profile. */
const ITERATIONS = 600_000;

const [file] = process.argv.slice(2);
const pin = await askForPin();
if (!/^\d{4,12}$/.test(pin)) fail("A PIN has 4 to 12 digits and nothing else. Try again.");
const hashed = await hash(pin);
if (file === undefined) console.log(JSON.stringify(hashed));
else {
  writeInto(file, hashed);
  console.log(`The hash of the PIN is in ${file}. A kiosk that runs takes it within a minute.`);
}

/** Reads a line, without showing what is typed. */
async function askForPin() {
  if (process.stdin.isTTY) process.stdout.write("PIN, 4 to 12 digits (not shown): ");
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: process.stdin.isTTY });
  for await (const line of lines) {
    lines.close();
    if (process.stdin.isTTY) process.stdout.write("\n");
    return line.trim();
  }
  return "";
}

/** @param {string} secret */
async function hash(secret) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS },
    key,
    256,
  );
  const base64 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString("base64");
  return { salt: base64(salt), hash: base64(new Uint8Array(bits)), iterations: ITERATIONS };
}

/**
 * @param {string} name
 * @param {object} pinHash
 */
function writeInto(name, pinHash) {
  let profile;
  try {
    profile = JSON.parse(readFileSync(name, "utf8"));
  } catch (error) {
    fail(`${name} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const lock = { ...profile.lock, pin: pinHash };
  writeFileSync(name, `${JSON.stringify({ ...profile, lock }, null, 2)}\n`);
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}
