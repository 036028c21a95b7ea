import type { ModelConfig, ModelFamily } from "../../../net/config";
import { ModelConfigError } from "../../../net/errors";
import type { FileStore, Keeping } from "../../../net/file-store";
import { domainsOf, isImageToImage } from "../../../net/image-to-image";
import { loadModelFile, loadModelFolder } from "../../../net/load";
import { readModelCheck } from "../../../net/model-check";
import { readSafetensors } from "../../../net/safetensors";
import type { TensorMap } from "../../../net/tensors";
import type { LensModel } from "../../../translator";

/** `config.json` of a family. */
export type ConfigOf<Family extends ModelFamily> = Extract<ModelConfig, { readonly family: Family }>;

/** A model whose files have the length and hash that its config promises. */
export interface LabModel<Family extends ModelFamily> {
  readonly config: ConfigOf<Family>;
  readonly tensors: TensorMap;
  /** Its stored check, with the model: what the engine on WebGPU is tried with. */
  readonly trial: LensModel | null;
  /** Address of its model card. */
  readonly card: string;
  /** Id of the model that leads the other way, or null. */
  readonly inverse: string | null;
}

export interface LabModelWish<Family extends ModelFamily> {
  readonly family: Family;
  /** Default: the catalogue's default of the family. */
  readonly id?: string | undefined;
}

/**
 * Finds a model in the catalogue and fetches it, or takes what the browser kept of it.
 * @param baseUrl Folder of `catalog.json`.
 * @throws {UnknownModelError | ModelUnavailableError | ModelIntegrityError | ModelConfigError | SafetensorsError | ModelCheckError}
 */
export async function loadLabModel<Family extends ModelFamily>(
  baseUrl: string,
  { family, id }: LabModelWish<Family>,
  keeping: Keeping,
  onProgress: (loaded: number, total: number) => void,
): Promise<LabModel<Family>> {
  const store = await keeping.openStore(`lab ${id ?? family}`);
  const { config, url, inverse } = await loadModelFolder(baseUrl, id, { family, among: [family], store });
  if (!isOf(config, family))
    throw new ModelConfigError("family", `${config.id} is no ${family}. Correct the catalogue.`);
  const { weights } = config.files;
  const [bytes, trialOf] = await Promise.all([
    loadModelFile(url, weights, { store, onProgress: (received) => onProgress(received, weights.bytes) }),
    loadTrial(url, config, store),
  ]);
  await store?.commit();
  const { tensors } = readSafetensors(bytes);
  return { config, tensors, trial: trialOf(tensors), card: new URL("README.md", url).href, inverse };
}

async function loadTrial(
  url: string,
  config: ModelConfig,
  store: FileStore | undefined,
): Promise<(tensors: TensorMap) => LensModel | null> {
  const { check } = config.files;
  if (check === undefined || !isImageToImage(config)) return () => null;
  const stored = readModelCheck(await loadModelFile(url, check, { store }), config);
  const domains = domainsOf(config).map((domain) => domain.id);
  return (tensors) => ({ ...config, domains, tensors, sha256: config.files.weights.sha256, check: stored });
}

function isOf<Family extends ModelFamily>(config: ModelConfig, family: Family): config is ConfigOf<Family> {
  return config.family === family;
}
