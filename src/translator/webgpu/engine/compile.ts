import type { Lowered } from "./plan/lower";
import { extentOfSource, readBy, type Stage, type Step, type Value, writtenBy } from "./plan/steps";
import { convMacs, convProgram, packConvWeights, tileShapeOf } from "./kernels/conv";
import { packWeights, programOf } from "./kernels/others";
import type { Program } from "./kernels/program";
import { candidateTiles, type TileLimits } from "./kernels/tiles";
import { elementCount } from "../../../net/tensors";
import { valueBytes } from "./layout";
import type { Arithmetic, Storage, Tile } from "./types";
import { UnsupportedGraphError } from "./errors";

/** A step with everything that depends on arithmetic, batch and device. */
export interface CompiledStep {
  readonly step: Step;
  readonly arithmetic: Arithmetic;
  readonly key: string;
  readonly macs: number;
  readonly bytes: number;
  readonly tile: Tile | null;
  readonly candidates: readonly Tile[];
  readonly weights: ArrayBuffer | null;
  readonly rows: { readonly bias: number; readonly factors: number };
  /** The program with a tile, or of a kernel that has none. */
  program(tile: Tile | null): Program;
}

export interface CompileOptions {
  readonly arithmetic: Arithmetic;
  readonly storage: Storage;
  readonly batch: number;
  readonly limits: TileLimits;
  /** For convolutions that cannot run in 8-bit numbers. */
  readonly floats: "f32" | "f16";
  readonly tiles: ReadonlyMap<string, Tile>;
}

/** Makes a step's weights, constants and candidates. Biases and factors are put into the plan's rows. */
export function compileStep(step: Step, { rows }: Lowered, options: CompileOptions): CompiledStep {
  const { batch, storage } = options;
  if (step.kernel !== "conv") {
    const program = programOf(step, batch);
    const bias = "bias" in step && step.bias !== null ? rows.constant(step.bias.data) : 0;
    const weights = packWeights(step);
    return {
      step,
      arithmetic: "f32",
      key: keyOf(step, "f32", options),
      macs: macsOf(step) * batch,
      bytes: bytesOf(step, batch, storage, weights?.byteLength ?? 0),
      tile: null,
      candidates: [],
      weights: weights?.buffer ?? null,
      rows: { bias, factors: 0 },
      program: () => program,
    };
  }
  const arithmetic =
    options.arithmetic === "int8" && step.activationScale === null ? options.floats : options.arithmetic;
  const weights = packConvWeights(step, arithmetic);
  const key = keyOf(step, arithmetic, options);
  const candidates = candidateTiles(tileShapeOf(step, arithmetic, batch), options.limits);
  const wanted = options.tiles.get(key);
  // A stored tile may be of another version of this list.
  const tile = candidates.find((candidate) => sameTile(candidate, wanted)) ?? candidates[0];
  if (tile === undefined)
    throw new UnsupportedGraphError(`${step.id} has a kernel too large for this device's workgroups.`);
  return {
    step,
    arithmetic,
    key,
    macs: convMacs(step) * batch,
    bytes: bytesOf(step, batch, storage, weights.data.byteLength),
    tile,
    candidates,
    weights: weights.data,
    rows: {
      bias: step.bias === null ? 0 : rows.constant(step.bias.data),
      factors: weights.factors === null ? 0 : rows.constant(weights.factors),
    },
    program: (chosen) => convProgram(step, arithmetic, chosen ?? tile, batch),
  };
}

function sameTile(a: Tile, b: Tile | undefined): boolean {
  const numbers = ({ height, width, pixels, quads, columns, depth, weightRows }: Tile): string =>
    [height, width, pixels, quads, columns, depth, weightRows].join();
  return b !== undefined && numbers(a) === numbers(b);
}

function macsOf(step: Exclude<Step, { readonly kernel: "conv" }>): number {
  if (step.kernel === "dense") return elementCount(step.weight.shape);
  if (step.kernel !== "depthwise") return 0;
  const [height, width, channels] = step.output.extent;
  return height * width * channels * step.size ** 2;
}

function bytesOf(step: Step, batch: number, storage: Storage, weights: number): number {
  const values = [...readBy(step), ...writtenBy(step)];
  return values.reduce((sum, { extent }) => sum + valueBytes(extent, batch, storage), weights);
}

/** Steps with equal keys share pipeline and tile. */
function keyOf(step: Step, arithmetic: Arithmetic, { storage, batch }: CompileOptions): string {
  const size = (value: Value | null): string => value?.extent.join("x") ?? "-";
  const stages = (list: readonly Stage[]): string =>
    list.map(({ affine, activation }) => `${affine?.kind ?? ""}${activation?.kind ?? ""}`).join("+");
  const { first, second, scale, activation } = step.source;
  const parts = [
    step.kernel,
    arithmetic,
    storage,
    `b${batch}`,
    extentOfSource(step.source).join("x"),
    stages(first.stages),
    second === null ? "" : `${second.join}:${stages(second.term.stages)}`,
    activation?.kind ?? "",
    `u${scale}`,
    size(step.output),
    step.stats === null ? "" : "sums",
  ];
  if (step.kernel === "conv") {
    parts.push(
      `k${step.size}s${step.stride}p${step.weights.length}`,
      step.kept === null ? "" : "keeps",
      step.sourceStats === null ? "" : "collects",
      step.bias === null ? "" : "bias",
    );
  }
  return parts.join(" ");
}
