import { build, isBuilt } from "./lib/build.mjs";
import { ensureChromium } from "./lib/install-chromium.mjs";
import { ensureLlvmpipe } from "./lib/install-llvmpipe.mjs";
import { ensureRedis } from "./lib/install-redis.mjs";
import { ensurePackages, requireNode } from "./lib/packages.mjs";
import { Report } from "./lib/report.mjs";
import { checkSize } from "./lib/size.mjs";
import { runTool } from "./lib/steps.mjs";
import { failTests, runTests } from "./lib/vitest.mjs";

/** Browser tests that measure time: they have the machine for themselves. */
const TIMED = ["test/browser/budgets.test.ts", "test/browser/lens.test.ts"];

requireNode();
ensurePackages();
const chromium = ensureChromium();
if (chromium !== undefined) process.env["CHROME_PATH"] = chromium;
ensureRedis();
ensureLlvmpipe();

const report = new Report();

// Static checks beside the tests that need no browser; then the browsers, two at a time, and those that measure time.
await Promise.all([runStaticChecks(), runTests("unit", report).then(() => runTests("training", report))]);
if (chromium === undefined) {
  console.log("\nThe browser tests fail, for want of a browser.");
  await failTests("browser", report);
} else {
  await runTests("browser", report, { except: TIMED, browsers: 2 });
  await runTests("browser", report, { name: "timed", only: TIMED });
}
process.exitCode = report.print() ? 0 : 1;

async function runStaticChecks() {
  await check("lint (oxlint, type-aware; layers; import circles)", () => runTool("oxlint", ["--type-aware"]));
  await check("format (oxfmt)", () => runTool("oxfmt", ["--check"]));
  await check("types (app, tests, scripts)", () => runTool("tsc", ["-p", "tsconfig.json"]));
  await check("types (training)", () => runTool("tsc", ["-p", "training/tsconfig.json"]));
  await check("unused files, exports and packages (knip)", () => runTool("knip", []));
  const built = await check("build", async () => {
    if (!isBuilt()) await build();
    return { ok: true, output: "" };
  });
  if (built) await check("size of the application shell", () => Promise.resolve(checkSize()), { show: true });
  else report.fail("size of the application shell: nothing was built");
}

/**
 * One check of the report. What it says is shown when it fails, or always where `show` is set.
 * @param {string} name
 * @param {() => Promise<{ ok: boolean, output: string }>} run
 * @param {{ show?: boolean }} [options]
 * @returns {Promise<boolean>}
 */
async function check(name, run, { show = false } = {}) {
  const started = performance.now();
  const { ok, output } = await run().catch((error) => ({ ok: false, output: String(error?.stack ?? error) }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${ok ? "✓" : "✗"} ${name} (${seconds} s)${ok && !show ? "" : `\n${output}`}`);
  if (ok) report.pass();
  else report.fail(name);
  return ok;
}
