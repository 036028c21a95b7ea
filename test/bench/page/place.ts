import { pixelsToInput } from "../../../src/translator/pixels";
import { wasmThreads } from "../../../src/translator/tfjs/threads";
import type { BenchPlace } from "../bench";
import { openDevices } from "../gpu/device";
import { DEMO_PHOTOS, loadBenchModel, type Picture } from "../task";
import { openFallback, openOrtWasm } from "./remote-arms";

/** @param site Folder of the site, with a slash at the end. */
export function pagePlace(site: string): BenchPlace {
  // Typed as always there, but many browsers lack it.
  const gpu: GPU | undefined = navigator.gpu;
  const processors = navigator.hardwareConcurrency;
  const threads = crossOriginIsolated ? wasmThreads(processors, false) : 1;
  return {
    machine: `${navigator.userAgent}, ${processors} logical processors`,
    threads,
    languageFeatures: gpu?.wgslLanguageFeatures ?? new Set(),
    loadModel: (id) => loadBenchModel(`${site}models/`, id),
    photos: (size) => Promise.all(DEMO_PHOTOS.map((name) => readPhoto(`${site}demo/${name}`, name, size))),
    async *gpus() {
      if (gpu !== undefined) yield* openDevices(gpu);
    },
    createFallback: () => Promise.resolve(openFallback(threads)),
    createOrtWasm: () => Promise.resolve(openOrtWasm(threads)),
  };
}

/** The middle square of a photograph. */
async function readPhoto(url: string, name: string, size: number): Promise<Picture> {
  const response = await fetch(url);
  if (!response.ok) throw new TypeError(`${name} cannot be fetched: the server answered ${response.status}.`);
  const bitmap = await createImageBitmap(await response.blob());
  const side = Math.min(bitmap.width, bitmap.height);
  const context = new OffscreenCanvas(size, size).getContext("2d");
  if (context === null) throw new TypeError("There is no 2D canvas in workers here.");
  context.imageSmoothingQuality = "high";
  const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
  context.drawImage(bitmap, left, top, side, side, 0, 0, size, size);
  bitmap.close();
  const pixels = new Float32Array(size * size * 3);
  pixelsToInput(context.getImageData(0, 0, size, size).data, pixels);
  return { name, kind: "photo", pixels };
}
