import path from "node:path";
import { parseArgs } from "node:util";
import { ensurePackages, requireNode } from "./lib/packages.mjs";
import { ROOT } from "./lib/stamp.mjs";

const HELP = `npm run bench -- --json FILE    measure the engine and its peers on this machine; FILE gets the figures
npm run bench -- --model ID     a model of the catalogue (otherwise its default)
npm run bench -- --size N       side of the picture, pixels (otherwise 256 on GPUs, 128 on wasm, 64 on software adapters)
npm run bench -- --arms A,B     only these arms
npm run bench -- --quick        a few rounds, to see that it works
npm run bench -- --help         this text`;

const given = readArguments();
requireNode();
ensurePackages();
await bench();

/** @returns {{ json?: string, model?: string, size?: number, arms?: string[], quick: boolean }} */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: "string" },
        model: { type: "string" },
        size: { type: "string" },
        arms: { type: "string" },
        quick: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help === true) {
      console.log(HELP);
      process.exit(0);
    }
    const { json, model, arms, quick = false } = values;
    const size = values.size === undefined ? undefined : Number(values.size);
    if (size !== undefined && !(Number.isInteger(size) && size >= 4 && size <= 2048)) {
      throw new TypeError(`--size takes a whole number from 4 to 2048, not "${values.size}".`);
    }
    return {
      quick,
      ...(json !== undefined && { json: path.resolve(json) }),
      ...(model !== undefined && { model }),
      ...(size !== undefined && { size }),
      ...(arms !== undefined && { arms: arms.split(",") }),
    };
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${HELP}`);
    return process.exit(2);
  }
}

/** The measuring code is TypeScript and takes shaders as text, so it is run through Vite. */
async function bench() {
  const { createServer, createServerModuleRunner } = await import("vite");
  const server = await createServer({
    root: ROOT,
    configFile: false,
    logLevel: "error",
    appType: "custom",
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  });
  const runner = createServerModuleRunner(server.environments.ssr, { hmr: false });
  try {
    const { benchInNode } = await runner.import(path.join(ROOT, "test/bench/node/main.ts"));
    const parameters = process.argv.slice(2).join(" ");
    await benchInNode({ root: ROOT, command: `npm run bench -- ${parameters}`.trimEnd(), ...given });
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  } finally {
    await runner.close();
    await server.close();
  }
  // Dawn and onnxruntime keep threads that would not end.
  process.exit();
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
