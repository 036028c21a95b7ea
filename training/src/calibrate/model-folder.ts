import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { activationScales } from "../../../src/net/activation-scales";
import { type ActivationQuantization, type ModelConfig, parseModelConfig } from "../../../src/net/config";
import {
  domainsOf,
  imageToImageFamilies,
  imageToImageGraph,
  isImageToImage,
  nearestSize,
} from "../../../src/net/image-to-image";
import { readModelCheck } from "../../../src/net/model-check";
import { readModelWeights } from "../models/folder";
import type { Network } from "../models/network";
import { picturesIn } from "../translate/work";
import type { Agreement } from "./agreement";
import { calibrate, type Calibration, type CalibrationOptions } from "./calibrate";
import { Calibrator } from "./calibrator";
import { checkSample, checkSize, writeCheck } from "./check-file";
import { CalibrationError } from "./errors";
import { cropsOf, samplesOf } from "./samples";

export interface FolderCalibrationOptions extends CalibrationOptions {
  /** Pictures, and folders of them. */
  readonly pictures: readonly string[];
  /** Pictures that the agreement is measured on as well, but no step is chosen by. */
  readonly heldOut: readonly string[];
  /** Picture whose first dish becomes the stored check. */
  readonly check: string;
  /** Finds dishes; null takes the middle of each picture. */
  readonly segmenter: Network | null;
  /** Wanted sides of the generator, pixels; the model takes the nearest that it can run at. */
  readonly sizes: readonly number[];
  /** Runs through the net at each size. */
  readonly samples: number;
}

export interface CalibratedFolder extends Calibration {
  readonly config: ModelConfig;
  /** On the pictures that were held out, by size; empty where there are none. */
  readonly heldOut: ReadonlyMap<number, Agreement>;
  /** On the stored check. */
  readonly check: Agreement;
}

const CHECK_FILE = "check.safetensors";

/**
 * Chooses the steps of a model's int8 activations and writes them into its `config.json`, with a check beside it. Nothing else
 * of the folder changes, and nothing is written before all is known.
 * @throws CalibrationError if the model makes no picture from a picture, or no dish is found.
 */
export async function calibrateModelFolder(path: string, options: FolderCalibrationOptions): Promise<CalibratedFolder> {
  const { config, weights } = await readModelWeights(path);
  if (!isImageToImage(config)) {
    throw new CalibrationError(
      `${path} holds a ${config.family}; calibrated are a ${imageToImageFamilies.join(", ")}, which run on photographs`,
    );
  }
  const sizes = [...new Set(options.sizes.map((size) => nearestSize(config, size)))];
  const domains = domainsOf(config).length;
  const { segmenter, samples: limit, log } = options;
  const crop = async (inputs: readonly string[]): ReturnType<typeof cropsOf> =>
    cropsOf(await picturesIn(inputs, path), { sizes: [...sizes, checkSize(config)], segmenter, limit, log });
  const samples = samplesOf(await crop(options.pictures), sizes, domains, limit);
  const [checked] = await crop([options.check]);
  const sample = checkSample(config, checked?.bySize.get(checkSize(config)) ?? new Float32Array());
  const others = options.heldOut.length === 0 ? [] : await crop(options.heldOut);

  const calibrator = new Calibrator(config, weights);
  const calibration = await calibrate(calibrator, samples, options);
  const heldOut = new Map<number, Agreement>();
  for (const size of others.length === 0 ? [] : sizes) {
    heldOut.set(size, await calibrator.agreement(samplesOf(others, [size], domains, limit), calibration.scales));
  }
  const check = await calibrator.agreement([sample], calibration.scales);
  const bytes = await writeCheck(config, sample, calibrator);
  calibrator.dispose();

  const activations = { scheme: "symmetric-per-tensor", scales: Object.fromEntries(calibration.scales) } as const;
  activationScales(activations, imageToImageGraph(config, config.input.height));
  readModelCheck(bytes, config);
  return { ...calibration, config: await writeCalibration(path, activations, bytes), heldOut, check };
}

/** The check first: a crash in between leaves a config that knows nothing of it. */
async function writeCalibration(
  path: string,
  activations: ActivationQuantization,
  check: Uint8Array,
): Promise<ModelConfig> {
  const json: unknown = JSON.parse(await readFile(join(path, "config.json"), "utf8"));
  const config = parseModelConfig(json);
  const sha256 = createHash("sha256").update(check).digest("hex");
  const calibrated = parseModelConfig({
    ...config,
    quantization: { ...config.quantization, activations },
    files: { ...config.files, check: { path: CHECK_FILE, bytes: check.length, sha256 } },
  });
  await replace(join(path, CHECK_FILE), check);
  await replace(join(path, "config.json"), `${JSON.stringify(calibrated, null, 2)}\n`);
  return calibrated;
}

/** A reader, or a crash, never sees half of it. */
async function replace(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.partial`, content);
  await rename(`${path}.partial`, path);
}
