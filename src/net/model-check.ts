import { ModelCheckError } from "./errors";
import { type ImageToImageNet, sizeProblem } from "./image-to-image";
import { readSafetensors } from "./safetensors";
import { bf16ToF32, f16ToF32, type NamedTensor, type TensorMap } from "./tensors";

/** A picture and what a model makes of it: what an executor is tried with before it is trusted. */
export interface ModelCheck {
  /** Side of the picture, pixels; one that the net can run at. */
  readonly size: number;
  /** By the graph's input: `image` `[size, size, 3]` in [-1, 1], and `domain` `[domains]` where the net has it. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  /** The output `image` `[size, size, 3]` of the reference interpreter in 32 bits, with the weights as they are stored. */
  readonly answer: Float32Array;
}

/**
 * Reads a model's `files.check`: a safetensors file with the tensors `image`, `answer` and, for nets with domains, `domain`.
 *
 * @throws {SafetensorsError} if the file breaks its format.
 * @throws {ModelCheckError} if it does not fit the net.
 */
export function readModelCheck(bytes: ArrayBuffer | Uint8Array, net: ImageToImageNet): ModelCheck {
  const { tensors } = readSafetensors(bytes);
  const size = tensorOf(tensors, "image").shape[0] ?? 0;
  const problem = sizeProblem(net, size);
  if (problem !== null) throw new ModelCheckError(`The check's image does not fit. ${problem} ${ADVICE}`);
  const image = valuesOf(tensors, "image", [size, size, 3]);
  const answer = valuesOf(tensors, "answer", [size, size, 3]);
  if (net.family !== "stargan") return { size, inputs: { image }, answer };
  return { size, inputs: { image, domain: valuesOf(tensors, "domain", [net.architecture.domains]) }, answer };
}

const ADVICE = "Calibrate the model again.";

function tensorOf(tensors: TensorMap, name: string): NamedTensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new ModelCheckError(`The check has no tensor ${name}. ${ADVICE}`);
  return tensor;
}

function valuesOf(tensors: TensorMap, name: string, shape: readonly number[]): Float32Array {
  const tensor = tensorOf(tensors, name);
  const values = toFloats(name, tensor);
  if (tensor.shape.join() !== shape.join()) {
    throw new ModelCheckError(
      `The check's ${name} is [${tensor.shape.join(", ")}] instead of [${shape.join(", ")}]. ${ADVICE}`,
    );
  }
  const unfit = values.findIndex((value) => !Number.isFinite(value));
  if (unfit >= 0) throw new ModelCheckError(`The check's ${name}: value ${unfit} is ${values[unfit]}. ${ADVICE}`);
  return values;
}

function toFloats(name: string, { dtype, data }: NamedTensor): Float32Array {
  switch (dtype) {
    case "F32":
      return data;
    case "F16":
      return f16ToF32(data);
    case "BF16":
      return bf16ToF32(data);
    case "I8":
      throw new ModelCheckError(`The check's ${name} is in whole numbers, not in floats. ${ADVICE}`);
  }
}
