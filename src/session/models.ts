import { ModelConfigError } from "../net/errors";
import { loadModelFile, loadModelFolder } from "../net/load";
import { readSafetensors } from "../net/safetensors";
import type { LensModel } from "../translator";
import type { LoadProgress } from "./stages";
import type { DomainChoice } from "./types";

/** Both models of the lens, checked by length and sha256. */
export interface LensModels {
  readonly lens: LensModel;
  readonly domains: readonly DomainChoice[];
  readonly segmenter: { readonly model: Uint8Array<ArrayBuffer>; readonly width: number; readonly height: number };
}

/**
 * Loads the catalogue's default generator and segmenter side by side.
 *
 * @param baseUrl Folder of `catalog.json`.
 * @throws {ModelUnavailableError | ModelIntegrityError | ModelConfigError | SafetensorsError}
 */
export const loadLensModels = async (
  baseUrl: string,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<LensModels> => {
  onProgress({ step: "catalog", loadedBytes: 0, totalBytes: 0 });
  const [lens, finder] = await Promise.all([
    loadModelFolder(baseUrl, undefined, { family: "stargan", signal }),
    loadModelFolder(baseUrl, undefined, { family: "segmenter", signal }),
  ]);
  if (lens.config.family !== "stargan") throw wrongFamily(lens.config.id, "stargan");
  const { tflite } = finder.config.files;
  if (tflite === undefined) {
    throw new ModelConfigError(
      "files.tflite",
      `${finder.config.id}/config.json names no TFLite file, which the lens needs to find dishes. Export the segmenter again.`,
    );
  }
  const { weights } = lens.config.files;
  const totalBytes = weights.bytes + tflite.bytes;
  const received = { weights: 0, tflite: 0 };
  const report = (file: keyof typeof received) => (bytes: number) => {
    received[file] = bytes;
    onProgress({ step: "model", loadedBytes: received.weights + received.tflite, totalBytes });
  };
  const [bytes, model] = await Promise.all([
    loadModelFile(lens.url, weights, { signal, onProgress: report("weights") }),
    loadModelFile(finder.url, tflite, { signal, onProgress: report("tflite") }),
  ]);
  const { architecture, domains } = lens.config;
  return {
    lens: { architecture, domains: domains.map(({ id }) => id), tensors: readSafetensors(bytes).tensors },
    domains: domains.map((domain) => ({ ...domain, tile: new URL(`tiles/${domain.id}.webp`, lens.url).href })),
    segmenter: { model, width: finder.config.input.width, height: finder.config.input.height },
  };
};

const wrongFamily = (id: string, family: string): ModelConfigError =>
  new ModelConfigError("family", `${id}/config.json is not of the family ${family}. Correct the catalogue.`);
