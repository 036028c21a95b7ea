import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import sharp from "sharp";

import { pixelsToInput } from "../../../src/translator/pixels";
import { FallbackArm } from "../arms/fallback";
import { OrtWasmArm } from "../arms/ort-wasm";
import type { BenchPlace } from "../bench";
import { openDevices } from "../gpu/device";
import { DEMO_PHOTOS, loadBenchModel, type Picture } from "../task";
import { startDawn } from "./dawn";

/** tfjs has no wasm threads in Node; its peer gets no more. */
const THREADS = 1;

/** @param root Of the repository. */
export async function nodePlace(root: string): Promise<BenchPlace> {
  const gpu = await startDawn();
  return {
    machine: `Node ${process.versions.node}, ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores`,
    threads: THREADS,
    languageFeatures: gpu?.wgslLanguageFeatures ?? new Set(),
    loadModel: (id) => loadBenchModel(pathToFileURL(join(root, "public/models/")).href, id, { fetch: fetchFile }),
    photos: (size) => Promise.all(DEMO_PHOTOS.map((name) => readPhoto(join(root, "public/demo", name), size))),
    async *gpus() {
      if (gpu !== null) yield* openDevices(gpu);
    },
    createFallback: () => Promise.resolve(new FallbackArm(selectWasm)),
    createOrtWasm: () => Promise.resolve(new OrtWasmArm(THREADS)),
  };
}

async function selectWasm(): Promise<void> {
  await import("@tensorflow/tfjs-backend-wasm");
  if (tf.getBackend() !== "wasm" && !(await tf.setBackend("wasm"))) throw new Error("tfjs cannot start wasm here.");
}

async function readPhoto(file: string, size: number): Promise<Picture> {
  const rgba = await sharp(file).rotate().resize(size, size, { fit: "cover" }).ensureAlpha().raw().toBuffer();
  const pixels = new Float32Array(size * size * 3);
  pixelsToInput(new Uint8ClampedArray(rgba), pixels);
  return { name: basename(file), kind: "photo", pixels };
}

/** `fetch` for files of this machine. */
async function fetchFile(url: string): Promise<Response> {
  return readFile(fileURLToPath(url)).then(
    (bytes) => new Response(new Uint8Array(bytes)),
    () => new Response(null, { status: 404 }),
  );
}
