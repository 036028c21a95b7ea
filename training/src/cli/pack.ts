import { resolve } from "node:path";

import { PackError } from "../pack/errors";
import { pack } from "../pack/pack";
import { unpack } from "../pack/unpack";
import { reporter } from "./report";
import { dataDirectory } from "./train";

export interface PackCommandOptions {
  readonly data?: string;
  readonly out: string;
  readonly set: readonly string[];
  readonly limit: number;
  /** False with --no-archive. */
  readonly archive: boolean;
  readonly vulkanLoader?: string;
  readonly json?: boolean;
}

/** `mealshift pack`: a recipe or a run as a folder that trains on a machine without a network. */
export async function packCommand(source: string, options: PackCommandOptions): Promise<void> {
  if (!(options.limit > 0)) throw new PackError("--limit: a number of megabytes above 0 is wanted");
  const report = reporter(options.json ?? false);
  const packed = await pack(source, {
    data: resolve(options.data ?? dataDirectory()),
    out: options.out,
    set: options.set,
    limit: options.archive ? options.limit * 1e6 : null,
    vulkanLoader: options.vulkanLoader,
    cache: resolve(".cache/images"),
    log: report.line,
  });
  const made = packed.archive
    ? `${packed.archive.path}: ${(packed.archive.bytes / 1e6).toFixed(1)} MB; on the target: tar xf, then ./train.sh --help`
    : `${packed.folder}; on the target: ./train.sh --help`;
  report.done(made, { ...packed });
}

/** `mealshift unpack`: what a pack has trained, back into the run. */
export async function unpackCommand(
  folder: string,
  options: { readonly run: string; readonly acceptChanges?: boolean },
): Promise<void> {
  const { from, to, lines } = await unpack(folder, options.run, { acceptChanges: options.acceptChanges ?? false });
  reporter(false).done(
    `${options.run}: step ${from ?? 0} → ${to}, ${lines} lines of curves; go on with: mealshift resume ${options.run}`,
    {},
  );
}
