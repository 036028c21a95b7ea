import { expect, test } from "vitest";
import { countFile } from "../../../scripts/lib/vitest.mjs";

type Status = "passed" | "failed" | "skipped";

const file = (status: "passed" | "failed", tests: Record<string, Status>, message = "") => ({
  name: "a.test.ts",
  status,
  message,
  assertionResults: Object.entries(tests).map(([fullName, of]) => ({ fullName, status: of })),
});

function count(...[result, again]: Parameters<typeof countFile> extends [infer A, infer B, unknown] ? [A, B] : never) {
  const counted = { passed: 0, failed: [] as string[], skipped: [] as string[], unsteady: [] as string[] };
  countFile(result, again, {
    pass: () => (counted.passed += 1),
    fail: (name) => counted.failed.push(name.replace(/^.*: /, "")),
    skip: (name) => counted.skipped.push(name.replace(/^.*: /, "")),
    unsteady: (name) => counted.unsteady.push(name.replace(/^.*: /, "")),
  });
  return counted;
}

test("a file that was run once counts as it is", () => {
  const result = file("failed", { one: "passed", two: "failed", three: "skipped" });
  expect(count(result, null)).toEqual({ passed: 1, failed: ["two"], skipped: ["three"], unsteady: [] });
});

test("a test that passes when it is run again counts as passed and is named; one that fails twice has failed", () => {
  const first = file("failed", { one: "passed", two: "failed", three: "failed" });
  const again = file("failed", { one: "passed", two: "passed", three: "failed" });
  expect(count(first, again)).toEqual({ passed: 2, failed: ["three"], skipped: [], unsteady: ["two"] });
});

test("a test that passed is not taken back by the second run", () => {
  const again = file("failed", { one: "failed", two: "passed" });
  expect(count(file("failed", { one: "passed", two: "failed" }), again).failed).toEqual([]);
});

test("a file that fails as a whole fails each of its tests, and says why", () => {
  const whole = file("failed", { one: "skipped", two: "skipped" }, "no browser\nat line 3");
  expect(count(whole, null).failed).toEqual(["one", "two", "no browser"]);
  expect(count(whole, whole).failed).toEqual(["one", "two", "no browser"]);
  const again = file("passed", { one: "passed", two: "skipped" });
  expect(count(whole, again)).toEqual({ passed: 1, failed: [], skipped: ["two"], unsteady: ["one"] });
});
