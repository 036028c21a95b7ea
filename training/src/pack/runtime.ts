import { execFile } from "node:child_process";
import { chmod, copyFile, cp, mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { build } from "esbuild";

import { PackError } from "./errors";
import { packPaths } from "./manifest";
import { startScript } from "./start-script";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
// Debian keeps ldconfig where only root's PATH looks.
const SYSTEM_PATH = `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;

/** Writes all that runs on the target, but no data. @param vulkanLoader Used instead of the one that ldconfig knows. */
export async function packRuntime(folder: string, vulkanLoader: string | undefined): Promise<void> {
  await packNode(folder);
  await packDawn(folder);
  await packVulkanLoader(folder, vulkanLoader);
  await packProgram(folder);
  await writeFile(join(folder, "train.sh"), startScript);
  await chmod(join(folder, "train.sh"), 0o755);
}

async function packNode(folder: string): Promise<void> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new PackError(
      `a pack brings the Node that packs it, for Linux x64; this is ${process.platform} ${process.arch}`,
    );
  }
  const { stdout } = await run("ldd", [process.execPath]);
  if (stdout.includes("libnode")) {
    throw new PackError(
      `${process.execPath} is the system's Node, whose parts lie in shared libraries: pack with a Node from nodejs.org`,
    );
  }
  const target = join(folder, "bin", "node");
  await mkdir(dirname(target), { recursive: true });
  await copyFile(process.execPath, target);
  await chmod(target, 0o755);
  await strip(target);
}

/** Dawn for Node, as the package `webgpu` that the program imports, without the other platforms. */
async function packDawn(folder: string): Promise<void> {
  const from = dirname(require.resolve("webgpu"));
  const to = join(folder, "node_modules", "webgpu");
  await mkdir(join(to, "dist", "linux-x64"), { recursive: true });
  for (const name of ["index.js", "package.json", "LICENSE.md", "dist/linux-x64/dawn.node"]) {
    await cp(join(from, name), join(to, name));
  }
  await strip(join(to, "dist", "linux-x64", "dawn.node"));
}

/** Symbols are a tenth of the size; without binutils the pack is that much larger. */
async function strip(path: string): Promise<void> {
  await run("strip", [path], { env: { ...process.env, PATH: SYSTEM_PATH } }).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  });
}

async function packVulkanLoader(folder: string, named: string | undefined): Promise<void> {
  const found = named ?? (await findVulkanLoader());
  const path = await realpath(found).catch(() => {
    throw new PackError(`there is no Vulkan loader at ${found}`);
  });
  await mkdir(join(folder, "lib"), { recursive: true });
  await copyFile(path, join(folder, "lib", "libvulkan.so.1"));
}

async function findVulkanLoader(): Promise<string> {
  const { stdout } = await run("ldconfig", ["-p"], { env: { ...process.env, PATH: SYSTEM_PATH } }).catch(() => ({
    stdout: "",
  }));
  const path = /libvulkan\.so\.1 \(.*x86-64.*\) => (\S+)/.exec(stdout)?.[1];
  if (path !== undefined) return path;
  throw new PackError(
    "this system has no libvulkan.so.1: install libvulkan1, or fetch it (apt-get download libvulkan1; " +
      "dpkg -x libvulkan1_*.deb vulkan) and name the file with --vulkan-loader",
  );
}

/** The training program in one file; pictures come from the pack instead of through sharp. */
async function packProgram(folder: string): Promise<void> {
  const here = import.meta.dirname;
  const packed = join(here, "target", "images.ts");
  await build({
    entryPoints: [join(here, "target", "main.ts")],
    outfile: join(folder, packPaths.program),
    bundle: true,
    minify: true,
    // Error names and stack traces are for people.
    keepNames: true,
    platform: "node",
    target: "node20",
    format: "esm",
    mainFields: ["module", "main"],
    // webgpu lies beside the program; the others are backends that a pack does not bring.
    external: ["webgpu", "koffi", "@tensorflow/tfjs-node", "@tensorflow/tfjs-node-gpu"],
    // CommonJS dependencies ask for Node's own modules; the long name is one that the minifier never makes.
    banner: {
      js: 'import{createRequire as requireForBundle}from"node:module";const require=requireForBundle(import.meta.url);',
    },
    legalComments: "none",
    logLevel: "error",
    plugins: [
      {
        name: "packed-pictures",
        setup: (bundler) => {
          bundler.onResolve({ filter: /\/images$/ }, ({ path, resolveDir }) =>
            join(resolveDir, path) === join(here, "..", "data", "images") ? { path: packed } : undefined,
          );
          // Nothing that a training step needs; what asks for it all the same is told.
          bundler.onResolve({ filter: /^sharp$/ }, () => ({ path: "sharp", namespace: "absent" }));
          bundler.onLoad({ filter: /^sharp$/, namespace: "absent" }, () => ({
            contents: `export default () => { throw new Error("a pack brings no sharp: pictures are read when it is made"); };`,
          }));
        },
      },
    ],
  });
  const decoder = require.resolve("@jsquash/webp/codec/dec/webp_dec.wasm");
  await writeFile(join(folder, packPaths.webpDecoder), await readFile(decoder));
}
