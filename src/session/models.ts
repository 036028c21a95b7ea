import type { ModelConfig } from "../net/config";
import { ModelConfigError } from "../net/errors";
import type { Keeping } from "../net/file-store";
import { domainsOf, imageToImageFamilies, isImageToImage, nearestSize } from "../net/image-to-image";
import { loadModelFile, loadModelFolder } from "../net/load";
import { readModelCheck } from "../net/model-check";
import { readSafetensors } from "../net/safetensors";
import { segmenterWasm, segmenterWasmBytes } from "../segmentation";
import type { LensModel } from "../translator";
import type { LoadProgress } from "./stages";
import type { DomainChoice } from "./types";

/** Both models of the lens, checked by length and sha256. */
export interface LensModels {
  readonly lens: LensModel;
  readonly domains: readonly DomainChoice[];
  /** The side nearest to the wanted one that the generator can run at, pixels. */
  readonly fitSize: (wanted: number) => number;
  readonly segmenter: {
    readonly model: Uint8Array<ArrayBuffer>;
    readonly width: number;
    readonly height: number;
    /** Its WebAssembly, whose loading has begun. */
    readonly wasm: () => Promise<WebAssembly.Module>;
  };
}

/**
 * Loads a generator and the catalogue's default segmenter side by side.
 *
 * @param baseUrl Folder of `catalog.json`.
 * @param id Of the generator; undefined for the catalogue's default.
 * @param keeping Default: everything is fetched at each visit.
 * @throws {UnknownModelError | ModelUnavailableError | ModelIntegrityError | ModelConfigError | SafetensorsError | ModelCheckError}
 */
export const loadLensModels = async (
  baseUrl: string,
  id: string | undefined,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
  keeping?: Keeping,
): Promise<LensModels> => {
  onProgress({ step: "catalog", loadedBytes: 0, totalBytes: 0 });
  const store = await keeping?.openStore(id === undefined ? "lens" : `lens ${id}`);
  const [lens, finder] = await Promise.all([
    loadModelFolder(baseUrl, id, { family: "stargan", among: imageToImageFamilies, signal, store }),
    loadModelFolder(baseUrl, undefined, { family: "segmenter", signal, store }),
  ]);
  const { config } = lens;
  if (!isImageToImage(config)) throw noTranslation(config);
  const { tflite } = finder.config.files;
  if (tflite === undefined) {
    throw new ModelConfigError(
      "files.tflite",
      `${finder.config.id}/config.json names no TFLite file, which the lens needs to find dishes. Export the segmenter again.`,
    );
  }
  const { weights, check } = config.files;
  const totalBytes = weights.bytes + tflite.bytes + segmenterWasmBytes;
  const received = { weights: 0, tflite: 0, wasm: 0 };
  const report = (file: keyof typeof received) => (bytes: number) => {
    received[file] = bytes;
    onProgress({ step: "model", loadedBytes: received.weights + received.tflite + received.wasm, totalBytes });
  };
  const wasm = (): Promise<WebAssembly.Module> =>
    segmenterWasm(keeping?.transferRuntime, { signal, onProgress: report("wasm") });
  // The largest file comes beside the others; the segmenter waits for it, the translator need not. Where it fails the
  // segmenter asks for it again, and says so.
  wasm().catch(() => undefined);
  const [bytes, finderModel, checkBytes] = await Promise.all([
    loadModelFile(lens.url, weights, { signal, onProgress: report("weights"), store }),
    loadModelFile(finder.url, tflite, { signal, onProgress: report("tflite"), store }),
    check === undefined ? undefined : loadModelFile(lens.url, check, { signal, store }),
  ]);
  void store?.commit();
  const domains = domainsOf(config);
  const model = {
    ...config,
    domains: domains.map((domain) => domain.id),
    tensors: readSafetensors(bytes).tensors,
    sha256: weights.sha256,
    activations: config.quantization.activations,
    check: checkBytes === undefined ? undefined : readModelCheck(checkBytes, config),
  };
  return {
    lens: model,
    domains: domains.map((domain) => ({ ...domain, tile: new URL(`tiles/${domain.id}.webp`, lens.url).href })),
    fitSize: (wanted) => nearestSize(config, wanted),
    segmenter: { model: finderModel, width: finder.config.input.width, height: finder.config.input.height, wasm },
  };
};

const noTranslation = ({ id, family }: ModelConfig): ModelConfigError =>
  new ModelConfigError("family", `${id} is a ${family}, which makes no picture from a picture. Correct the catalogue.`);
