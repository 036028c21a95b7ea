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

/**
 * Runs a project of vitest.config.ts, streaming its progress, and counts every test into the report.
 * @param {string} project
 * @param {import("./report.mjs").Report} report
 * @param {Choice} [choice]
 */
export async function runTests(project, report, { name = project, only = [], except = [], browsers = 1 } = {}) {
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
  if (!existsSync(file)) {
    report.fail(`${project} tests: vitest ended without a result`);
    return;
  }
  /** @type {{ testResults: FileResult[] }} */
  const { testResults } = JSON.parse(readFileSync(file, "utf8"));
  let failed = 0;
  for (const result of testResults) failed += countFile(result, report);
  // An error outside of any test, such as a promise that nobody awaited.
  if (!ok && failed === 0) report.fail(`${project} tests: vitest reports an error outside of the tests`);
}

/**
 * @param {FileResult} result
 * @param {import("./report.mjs").Report} report
 * @returns {number} How many failed.
 */
function countFile(result, report) {
  const name = path.relative(ROOT, result.name);
  const tests = result.assertionResults;
  let failed = 0;
  // A file that fails as a whole (it does not load, its set-up throws) reports its tests as skipped.
  const wholeFileFailed = result.status === "failed" && !tests.some((test) => test.status === "failed");
  for (const test of tests) {
    if (test.status === "passed") {
      report.pass();
    } else if (test.status === "failed" || wholeFileFailed) {
      report.fail(`${name}: ${test.fullName}`);
      failed += 1;
    } else {
      report.skip(`${name}: ${test.fullName}`);
    }
  }
  if (wholeFileFailed) {
    const [reason = ""] = result.message.split("\n");
    report.fail(`${name}: ${reason === "" ? "the file failed before its tests" : reason}`);
    failed += 1;
  }
  return failed;
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
