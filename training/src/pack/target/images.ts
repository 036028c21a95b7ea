import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import decode, { init } from "@jsquash/webp/decode.js";

import { imagesInMemory } from "../../data/image-set";
import type { loadImages as loadFromFiles, loadReadableImages as loadReadableFromFiles } from "../../data/images";
import { describeUnreadable, ImageReadError } from "../../data/unreadable";
import { packPaths } from "../manifest";

/**
 * Stands in for `loadReadableImages` of `data/images` on the target: pictures were cropped and resized when they were
 * packed, so that they have only to be decoded, without sharp. What could not be read then is an empty file.
 */
export const loadReadableImages: typeof loadReadableFromFiles = async (sources, { size, channels }) => {
  await startDecoder();
  const bytes = size * size * channels;
  const data = new Uint8Array(bytes * sources.length);
  const kept: number[] = [];
  const unreadable: { path: string; reason: string }[] = [];
  for (const [index, { path }] of sources.entries()) {
    const file = await readFile(path);
    if (file.length === 0) {
      unreadable.push({ path, reason: `${basename(path)} was not read when the run was packed` });
      continue;
    }
    const picture = await decode(new Uint8Array(file).buffer);
    if (picture.width !== size || picture.height !== size) {
      throw new ImageReadError(
        `${basename(path)} was packed with ${picture.width}x${picture.height} pixels, but ${size}x${size} are asked for`,
      );
    }
    const place = kept.length * bytes;
    for (let pixel = 0; pixel < size * size; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        data[place + pixel * channels + channel] = picture.data[pixel * 4 + channel] ?? 0;
      }
    }
    kept.push(index);
  }
  return { images: imagesInMemory(size, channels, data.subarray(0, kept.length * bytes)), kept, unreadable };
};

/** Stands in for `loadImages`. */
export const loadImages: typeof loadFromFiles = async (sources, options) => {
  const { images, unreadable } = await loadReadableImages(sources, options);
  if (unreadable.length > 0) throw new ImageReadError(describeUnreadable(unreadable));
  return images;
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
