import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { ROOT } from "../../../scripts/lib/stamp.mjs";
import { PinGuard } from "../../../src/kiosk/pin/guard";
import { isPin } from "../../../src/kiosk/pin/hash";
import { parseProfile } from "../../../src/kiosk/profile/parse";
import { KioskStorage } from "../../../src/kiosk/storage";
import { MemoryStorage } from "./fakes";

const tool = path.join(ROOT, "tools/kiosk/pin.mjs");
const folder = mkdtempSync(path.join(tmpdir(), "kiosk-pin-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("tools/kiosk/pin.mjs", () => {
  test("writes a hash into a profile, which the page takes, and keeps the rest of the file", async () => {
    const file = path.join(folder, "kiosk.json");
    writeFileSync(file, '{"language": "en", "lock": {"corner": "bottom-left"}}');
    execFileSync(process.execPath, [tool, file], { input: "4711\n" });
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain("4711");
    const profile = parseProfile(text);
    expect(profile).toMatchObject({ language: "en", lock: { corner: "bottom-left" } });
    const { pin } = profile.lock;
    if (pin === null) throw new Error("There is no PIN in the file.");
    expect(await isPin("4711", pin)).toBe(true);
    expect(await isPin("4712", pin)).toBe(false);
    expect(await isPin("", pin)).toBe(false);
  });

  test("prints the hash without a file, another one each time", () => {
    const run = () => execFileSync(process.execPath, [tool], { input: "123456\n" }).toString();
    const [first, second] = [run(), run()];
    expect(Object.keys(JSON.parse(first))).toEqual(["salt", "hash", "iterations"]);
    expect(first).not.toBe(second);
  });

  test.each(["12", "12a4", "1234567890123", ""])("refuses %j as a PIN", (pin) => {
    const { status, stderr } = spawnSync(process.execPath, [tool], { input: `${pin}\n` });
    expect(status).toBe(1);
    expect(stderr.toString()).toContain("4 to 12 digits");
  });
});

describe("wrong PINs", () => {
  let now: number;
  let raw: MemoryStorage;
  const guardOf = () => new PinGuard(new KioskStorage(raw), () => now);
  beforeEach(() => {
    now = 1_000_000;
    raw = new MemoryStorage();
  });

  test("cost a second twice, then longer each time, up to ten minutes", () => {
    const guard = guardOf();
    const waits = Array.from({ length: 12 }, () => {
      guard.wrong();
      const { waitMs } = guard;
      now += waitMs;
      return waitMs / 1000;
    });
    expect(waits).toEqual([1, 1, 5, 10, 20, 40, 80, 160, 320, 600, 600, 600]);
    guard.right();
    guard.wrong();
    expect(guard.waitMs).toBe(1000);
  });

  test("are remembered over a reload", () => {
    const guard = guardOf();
    for (let times = 0; times < 5; times += 1) guard.wrong();
    expect(guardOf().waitMs).toBe(20_000);
    now += 20_000;
    expect(guardOf().waitMs).toBe(0);
  });

  test("lock nobody out for longer than ten minutes, whatever the clock and the storage say", () => {
    fc.assert(
      fc.property(fc.string(), fc.double(), fc.double({ noNaN: true }), (text, until, at) => {
        for (const stored of [text, JSON.stringify({ wrong: 3, until })]) {
          raw.setItem("mealshift.kiosk.pin", stored);
          now = at;
          const { waitMs } = guardOf();
          expect(waitMs).toBeGreaterThanOrEqual(0);
          expect(waitMs).toBeLessThanOrEqual(600_000);
        }
      }),
    );
  });
});
