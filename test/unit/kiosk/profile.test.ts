import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../../scripts/lib/stamp.mjs";
import { KioskProfileError } from "../../../src/kiosk/errors";
import { defaultProfile, parseProfile } from "../../../src/kiosk/profile/parse";

const problemOf = (text: string): KioskProfileError => {
  try {
    parseProfile(text);
  } catch (error) {
    if (error instanceof KioskProfileError) return error;
    throw error;
  }
  throw new Error(`This was taken for a profile: ${text}`);
};

describe("a kiosk's profile", () => {
  test("may be empty, and then says what holds without one", () => {
    expect(parseProfile("{}")).toEqual(defaultProfile);
    expect(defaultProfile).toMatchObject({ source: "camera", counters: false, idle: { seconds: 75 } });
  });

  test("that comes with the app is a good one, with every dish of the lens's model", () => {
    const read = (file: string) => readFileSync(path.join(ROOT, "public", file), "utf8");
    const profile = parseProfile(read("kiosk.json"));
    const { domains } = JSON.parse(read("models/lens/config.json"));
    const ids = domains.map((domain: string | { id: string }) => (typeof domain === "string" ? domain : domain.id));
    expect([...profile.dishes].toSorted()).toEqual(ids.toSorted());
  });

  test.each([
    ['{"idle": {"seconds": "60"}}', "idle.seconds"],
    ['{"idle": {"seconds": 20, "warnSeconds": 20}}', "idle.warnSeconds"],
    ['{"idle": {"second": 60}}', "idle.second"],
    ['{"dishes": ["ramen", "ramen"]}', "dishes.1"],
    ['{"dishes": ["Ramen!"]}', "dishes.0"],
    ['{"lock": {"pin": {"salt": "AAAA", "hash": "AAAA", "iterations": 1}}}', "lock.pin.iterations"],
    ['{"lock": {"pin": "1234"}}', "lock.pin"],
    ['{"watch": {"restartAt": "25:00"}}', "watch.restartAt"],
    ['{"phone": {"address": "javascript:alert(1)"}}', "phone.address"],
    ['{"colour": "red"}', "colour"],
    ["[]", ""],
    ["{,}", ""],
    ["", ""],
  ])("%s is refused with the name of the field", (text, field) => {
    const problem = problemOf(text);
    expect(problem.field).toBe(field);
    expect(problem.message).toMatch(/^The profile/);
    if (field !== "") expect(problem.message).toContain(field);
  });

  test("whatever the text is, it ends in a profile or in a KioskProfileError", () => {
    const json = fc.oneof(
      fc.json(),
      fc.string(),
      fc.object().map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(json, (text) => {
        try {
          expect(parseProfile(text)).toHaveProperty("idle.seconds");
        } catch (error) {
          expect(error).toBeInstanceOf(KioskProfileError);
        }
      }),
    );
  });

  test("every field that is in range is taken as it is", () => {
    const fields = fc.record(
      {
        language: fc.constantFrom("en", "ja"),
        source: fc.constantFrom("camera", "demo"),
        dishes: fc.uniqueArray(fc.stringMatching(/^[a-z0-9_-]{1,20}$/), { maxLength: 10 }),
        counters: fc.boolean(),
        idle: fc.record({ seconds: fc.integer({ min: 61, max: 3600 }), warnSeconds: fc.integer({ min: 0, max: 60 }) }),
        screen: fc.record({ driftPixels: fc.integer({ min: 0, max: 16 }), wakeLock: fc.boolean() }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fields, (given) => {
        expect(parseProfile(JSON.stringify(given))).toMatchObject(given);
      }),
    );
  });
});
