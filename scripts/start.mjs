import { networkInterfaces } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { build, isBuilt } from "./lib/build.mjs";
import { ensurePackages, requireNode } from "./lib/packages.mjs";
import { ROOT } from "./lib/stamp.mjs";

const DEFAULT_PORT = 4173;

const HELP = `npm start                   install what is missing, build, serve the lens on this machine
npm start -- --host         serve it to phones on this network too (HTTPS, QR code)
npm start -- --port N       serve on port N (otherwise ${DEFAULT_PORT}, or the next free one)
npm start -- --help         this text`;

const { host, port } = readArguments();
requireNode();
ensurePackages();
if (isBuilt()) {
  console.log("dist/ is up to date.");
} else {
  console.log("Building the lens …");
  const started = performance.now();
  await build();
  console.log(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}
await serve();

/** @returns {{ host: boolean, port: number | undefined }} */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: { host: { type: "boolean" }, port: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    if (values.help === true) {
      console.log(HELP);
      process.exit(0);
    }
    const chosen = values.port === undefined ? undefined : Number(values.port);
    if (chosen !== undefined && !(Number.isInteger(chosen) && chosen >= 1 && chosen <= 65535)) {
      throw new TypeError(`--port takes a number from 1 to 65535, not "${values.port}".`);
    }
    return { host: values.host === true, port: chosen };
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${HELP}`);
    return process.exit(2);
  }
}

async function serve() {
  const { preview } = await import("vite");
  const plugins = [];
  if (host) {
    // Browsers give the camera to secure pages only; on this machine itself, localhost counts as one.
    const { default: basicSsl } = await import("@vitejs/plugin-basic-ssl");
    plugins.push(basicSsl());
  }
  try {
    const server = await preview({
      root: ROOT,
      configFile: path.join(ROOT, "vite.config.ts"),
      logLevel: "error",
      plugins,
      preview: { host: host ? true : "localhost", port: port ?? DEFAULT_PORT, strictPort: port !== undefined },
    });
    const address = server.httpServer.address();
    if (address === null || typeof address === "string") throw new Error("The server has no TCP port.");
    await announce(address.port);
  } catch (error) {
    if (port !== undefined && messageOf(error).includes("already in use")) {
      console.error(`Port ${port} is taken. Choose another with --port, or leave --port out to get a free one.`);
    } else {
      console.error(messageOf(error));
    }
    process.exit(1);
  }
}

/** @param {number} served */
async function announce(served) {
  const scheme = host ? "https" : "http";
  console.log(`\nMealshift is at ${scheme}://localhost:${served}/   (Ctrl+C ends it)`);
  if (!host) {
    console.log("For a phone on the same network: npm start -- --host");
    return;
  }
  const addresses = localNetworkAddresses().map((address) => `https://${address}:${served}/`);
  if (addresses.length === 0) {
    console.log("This machine has no address on a local network.");
    return;
  }
  for (const address of addresses) console.log(`On this network:  ${address}`);
  const { renderUnicodeCompact } = await import("uqr");
  console.log(`\n${renderUnicodeCompact(addresses[0] ?? "", { border: 2 })}`);
  console.log("The certificate is made on this machine, so the browser warns once: choose Advanced, then proceed.");
}

/** @returns {string[]} IPv4 addresses of this machine, private ones first. */
function localNetworkAddresses() {
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => entry.family === "IPv4" && !entry.internal)
    .map((entry) => entry.address);
  const isPrivate = (/** @type {string} */ address) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
  return addresses.sort((a, b) => Number(isPrivate(b)) - Number(isPrivate(a)));
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
