import { activationScales } from "../../net/activation-scales";
import { imageToImageGraph, sizeProblem } from "../../net/image-to-image";
import type { Weights } from "../../net/tensors";
import { TranslatorRunError } from "../errors";
import type { LensModel } from "../model";
import { Engine } from "./engine";
import type { Arithmetic, Tile } from "./engine";

/** A model with its weights as floats. */
export interface PreparedModel {
  readonly model: LensModel;
  readonly weights: Weights;
}

/**
 * A model's engine for one size.
 * @throws {TranslatorRunError} if the model cannot run at that size.
 * @throws {UnsupportedGraphError | OutOfMemoryError | ModelConfigError} as `Engine.create` and the model's steps do.
 */
export async function createEngine(
  device: GPUDevice,
  { model, weights }: PreparedModel,
  size: number,
  arithmetic: Arithmetic,
  tiles: ReadonlyMap<string, Tile> = new Map(),
): Promise<Engine> {
  const problem = sizeProblem(model, size);
  if (problem !== null) throw new TranslatorRunError(problem);
  const graph = imageToImageGraph(model, size);
  const steps = arithmetic === "int8" ? activationScales(model.activations, graph) : new Map<string, number>();
  return Engine.create(device, { graph, weights }, { arithmetic, activationScales: steps, tiles });
}
