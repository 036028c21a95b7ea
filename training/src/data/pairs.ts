import { join, parse } from "node:path";

import sharp from "sharp";
import * as v from "valibot";

import { count } from "../recipes/options";
import { listPictures } from "./folder";
import type { ImageSource } from "./decode";
import type { ImageSet } from "./image-set";
import { loadImages } from "./images";
import { shareEntries, takeShare } from "./share";
import { ImageReadError } from "./unreadable";

/** Pictures in pairs: what to start from, and what it should become. Folders are relative to the data root. */
export const pairDataSchema = v.pipe(
  v.strictObject({
    /** Folder of side-by-side pictures, twice as wide as high. */
    sideBySide: v.optional(v.string()),
    inputSide: v.optional(v.picklist(["left", "right"]), "left"),
    /** Two folders instead, whose pictures are paired by name; endings may differ. */
    inputs: v.optional(v.string()),
    targets: v.optional(v.string()),
    /** Dish that the targets show: the model's only domain. */
    domain: v.optional(v.string()),
    /** Side that decoded pictures are kept at, pixels. Views of `size` are cut from them at random. */
    storedSize: v.optional(count, 286),
    /** Every so many pairs, one is held out. */
    holdOutEvery: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2)), 10),
    ...shareEntries,
  }),
  v.check(
    ({ sideBySide, inputs, targets }) =>
      sideBySide === undefined
        ? inputs !== undefined && targets !== undefined
        : inputs === undefined && targets === undefined,
    "data must name either sideBySide, or both inputs and targets",
  ),
);
export type PairData = v.InferOutput<typeof pairDataSchema>;

/** Pairs by their index: `inputs` and `targets` have the same count. */
export interface PairedImages {
  readonly inputs: ImageSet;
  readonly targets: ImageSet;
}

/** Pictures that do not make pairs. */
export class PairError extends Error {
  override readonly name = "PairError";
}

interface PairSource {
  readonly input: ImageSource;
  readonly target: ImageSource;
}

/**
 * Loads both splits.
 * @throws PairError that names the pictures without a partner or of a wrong shape, or says that there are too few.
 * @throws PictureFolderError | ImageReadError
 */
export async function loadPairs(
  options: PairData,
  paths: { readonly data: string; readonly cache: string },
): Promise<{ readonly train: PairedImages; readonly heldOut: PairedImages }> {
  const sources = await findPairs(options, paths.data);
  const { holdOutEvery } = options;
  const isHeldOut = (_: PairSource, index: number): boolean => index % holdOutEvery === holdOutEvery - 1;
  const heldOut = sources.filter(isHeldOut);
  if (heldOut.length === 0) {
    throw new PairError(
      `${sources.length} pairs are too few to hold one of ${holdOutEvery} out: lower data.holdOutEvery`,
    );
  }
  const load = async (pairs: readonly PairSource[]): Promise<PairedImages> => {
    const decode = (side: readonly ImageSource[]): Promise<ImageSet> =>
      loadImages(side, { size: options.storedSize, channels: 3, centre: true, cacheDirectory: paths.cache });
    return {
      inputs: await decode(pairs.map(({ input }) => input)),
      targets: await decode(pairs.map(({ target }) => target)),
    };
  };
  return {
    train: await load(
      takeShare(
        sources.filter((source, index) => !isHeldOut(source, index)),
        options,
      ),
    ),
    heldOut: await load(heldOut),
  };
}

async function findPairs({ sideBySide, inputSide, inputs, targets }: PairData, root: string): Promise<PairSource[]> {
  if (sideBySide !== undefined) {
    const folder = join(root, sideBySide);
    const names = await listPictures(folder);
    return Promise.all(names.map((name) => halves(join(folder, name), inputSide)));
  }
  return pairsByName(join(root, inputs ?? ""), join(root, targets ?? ""));
}

/** Both halves of a side-by-side picture. */
async function halves(path: string, inputSide: PairData["inputSide"]): Promise<PairSource> {
  const { autoOrient } = await sharp(path)
    .metadata()
    .catch((cause: unknown) => {
      throw new ImageReadError(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    });
  const { width, height } = autoOrient;
  if (Math.abs(width - 2 * height) > 2) {
    throw new PairError(`${path} is ${width}x${height}; a side-by-side picture is twice as wide as it is high`);
  }
  const side = (cx: number): ImageSource => ({ path, crop: { cx, cy: height / 2, size: height } });
  const [left, right] = [side(height / 2), side(width - height / 2)];
  return inputSide === "left" ? { input: left, target: right } : { input: right, target: left };
}

/** Pictures of the same name, whatever its ending, in two folders. */
async function pairsByName(inputFolder: string, targetFolder: string): Promise<PairSource[]> {
  const [inputs, targets] = await Promise.all([byName(inputFolder), byName(targetFolder)]);
  const lonely = [...inputs]
    .filter(([name]) => !targets.has(name))
    .concat([...targets].filter(([name]) => !inputs.has(name)));
  if (lonely.length > 0) {
    const named = lonely.slice(0, 5).map(([, path]) => path);
    throw new PairError(
      `${lonely.length} pictures have no partner: ${named.join(", ")}${lonely.length > 5 ? ", …" : ""}`,
    );
  }
  return [...inputs].map(([name, path]) => ({ input: { path }, target: { path: targets.get(name) ?? "" } }));
}

async function byName(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await listPictures(folder);
  return new Map(names.map((name) => [parse(name).name, join(folder, name)]));
}
