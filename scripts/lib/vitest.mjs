import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./stamp.mjs";
import { runTool } from "./steps.mjs";

/**
 * @typedef {{ fullName: string, status: "passed" | "failed" | "skipped" | "pending" | "todo" }} TestResult
 * @typedef {{ name: string, status: "passed" | "failed", message: string, assertionResults: TestResult[] }} FileResult
 */

/**
 * @typedef {object} Choice
 * @property {string} [name] Of the result in artifacts/; by default the project's.
 * @property {readonly string[]} [only] The test files to run; by default all of the project.
 * @property {readonly string[]} [except] Test files that are left out.
 * @property {number} [browsers] Files with a browser that may run at a time.
 */

/** More failing files than this are no accident of a busy machine, and running them all again would only take time. */
const RUN_AGAIN_AT_MOST = 4;

/**
 * Runs a project of vitest.config.ts, streaming its progress, and counts every test into the report. What fails beside
 * other tests is run once more, alone: a test that passes then is counted as passed, and named as unsteady.
 * @param {string} project
 * @param {import("./report.mjs").Report} report
 * @param {Choice} [choice]
 */
export async function runTests(project, report, { name = project, ...choice } = {}) {
  const first = await runVitest(project, { name, ...choice });
  if (first === null) {
    report.fail(`${project} tests: vitest ended without a result`);
    return;
  }
  const failed = first.files.filter(({ status }) => status === "failed");
  const worthIt = failed.length > 0 && failed.length <= RUN_AGAIN_AT_MOST;
  const only = failed.map((file) => path.relative(ROOT, file.name));
  if (worthIt) console.log(`\nOnce more, alone: ${only.join(", ")}`);
  const again = worthIt ? await runVitest(project, { name: `${name}-again`, only }) : null;
  for (const result of first.files) {
    countFile(result, again?.files.find((file) => file.name === result.name) ?? null, report);
  }
  // An error outside of any test, such as a promise that nobody awaited.
  const outside = (/** @type {Run} */ run) => !run.ok && run.files.every(({ status }) => status === "passed");
  if (outside(first) || (again !== null && outside(again))) {
    report.fail(`${project} tests: vitest reports an error outside of the tests`);
  }
}

/**
 * @typedef {{ ok: boolean, files: FileResult[] }} Run
 * @param {string} project
 * @param {Choice & { name: string }} choice
 * @returns {Promise<Run | null>} Null where vitest ended without a result.
 */
async function runVitest(project, { name, only = [], except = [], browsers = 1 }) {
  const file = path.join(ROOT, `artifacts/${name}-tests.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const files = [...only, ...except.map((left) => `--exclude=${left}`)];
  // Every core: vitest leaves one free, which is half of a small machine.
  const parameters = ["run", ...files, `--project=${project}`, "--maxWorkers=100%", "--passWithNoTests", ...reporters];
  const { ok } = await runTool("vitest", parameters, {
    stream: true,
    env: { MEALSHIFT_BROWSERS: String(browsers), ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}) },
  });
  if (!existsSync(file)) return null;
  /** @type {{ testResults: FileResult[] }} */
  const { testResults } = JSON.parse(readFileSync(file, "utf8"));
  return { ok, files: testResults };
}

/**
 * @param {FileResult} result
 * @param {FileResult | null} again What the same file came to when it was run once more, alone.
 * @param {Pick<import("./report.mjs").Report, "pass" | "fail" | "skip" | "unsteady">} report
 */
export function countFile(result, again, report) {
  const name = path.relative(ROOT, result.name);
  // A file that fails as a whole (it does not load, its set-up throws) reports its tests as skipped.
  const failedAsAWhole = (/** @type {FileResult} */ file) =>
    file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed");
  const whole = failedAsAWhole(result);
  const wholeAgain = again === null ? whole : failedAsAWhole(again);
  for (const test of result.assertionResults) {
    const full = `${name}: ${test.fullName}`;
    const second = again?.assertionResults.find(({ fullName }) => fullName === test.fullName)?.status ?? test.status;
    if (test.status === "passed") {
      report.pass();
    } else if (test.status !== "failed" && !whole) {
      report.skip(full);
    } else if (second === "passed") {
      report.pass();
      report.unsteady(full);
    } else if (whole && !wholeAgain && second !== "failed") {
      report.skip(full);
    } else {
      report.fail(full);
    }
  }
  if (whole && wholeAgain) {
    const [reason = ""] = (again ?? result).message.split("\n");
    report.fail(`${name}: ${reason === "" ? "the file failed before its tests" : reason}`);
  }
}

/**
 * Counts every test of a project as failed, by name, without running it.
 * @param {string} project
 * @param {import("./report.mjs").Report} report
 */
export async function failTests(project, report) {
  const file = path.join(ROOT, `artifacts/${project}-list.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  await runTool("vitest", ["list", `--project=${project}`, `--json=${file}`]);
  if (!existsSync(file)) {
    report.fail(`${project} tests: none of them could be run`);
    return;
  }
  /** @type {{ name: string, file: string }[]} */
  const tests = JSON.parse(readFileSync(file, "utf8"));
  for (const test of tests) report.fail(`${path.relative(ROOT, test.file)}: ${test.name}`);
}
