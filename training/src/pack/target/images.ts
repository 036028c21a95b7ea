import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import decode, { init } from "@jsquash/webp/decode.js";

import type { loadImages as loadFromFiles } from "../../data/images";
import { packPaths } from "../manifest";

/** A pack's picture that is missing, or was packed for another size. */
export class ImageReadError extends Error {
  override readonly name = "ImageReadError";
}

/**
 * Stands in for `loadImages` of `data/images` on the target: pictures were cropped and resized when they were packed,
 * so that they have only to be decoded, without sharp.
 */
export const loadImages: typeof loadFromFiles = async (sources, { size, channels }) => {
  await startDecoder();
  const bytes = size * size * channels;
  const data = new Uint8Array(bytes * sources.length);
  for (const [index, { path }] of sources.entries()) {
    const file = await readFile(path);
    if (file.length === 0) throw new ImageReadError(`${basename(path)} was not read when the run was packed`);
    const picture = await decode(new Uint8Array(file).buffer);
    if (picture.width !== size || picture.height !== size) {
      throw new ImageReadError(
        `${basename(path)} was packed with ${picture.width}x${picture.height} pixels, but ${size}x${size} are asked for`,
      );
    }
    for (let pixel = 0; pixel < size * size; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        data[index * bytes + pixel * channels + channel] = picture.data[pixel * 4 + channel] ?? 0;
      }
    }
  }
  return { size, channels, count: sources.length, data };
};

let started: Promise<void> | undefined;

function startDecoder(): Promise<void> {
  started ??= (async () => {
    const module = await WebAssembly.compile(await readFile(join(import.meta.dirname, packPaths.webpDecoder)));
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance) => void,
    ): WebAssembly.Exports => {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance);
      return instance.exports;
    };
    await init({ instantiateWasm });
  })();
  return started;
}
