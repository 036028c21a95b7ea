import { PbfWriter } from "pbf";

/** Element types of tensors (`TensorProto.DataType`). */
export const ElementType = { FLOAT: 1, INT64: 7, FLOAT16: 10 } as const;
type ElementTypeValue = (typeof ElementType)[keyof typeof ElementType];

/** A constant of the graph. */
export interface OnnxInitializer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ElementTypeValue;
  /** Little-endian values, row-major. */
  readonly data: Uint8Array;
}

/** One node: an operator of the default operator set, its inputs and outputs by name. */
export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A whole number, a list of whole numbers, a text, or a 32-bit float where the operator asks for one. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

/** A tensor that goes in or comes out. Texts are extents that are known when it runs. */
export interface OnnxValue {
  readonly name: string;
  readonly type: ElementTypeValue;
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly name: string;
  readonly description: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Operator set 17 with its intermediate representation, read by every runtime since 2022. */
const OPSET = 17;
const IR_VERSION = 8;

/** Serialises a model. Field numbers are those of onnx.proto3 (https://github.com/onnx/onnx). */
export function writeOnnx(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, "mealshift");
  pbf.writeStringField(6, model.description);
  pbf.writeMessage(7, writeGraph, model);
  pbf.writeMessage(8, (version: number, out: PbfWriter) => out.writeVarintField(2, version), OPSET);
  for (const entry of Object.entries(model.metadata)) pbf.writeMessage(14, writeEntry, entry);
  return Uint8Array.from(pbf.finish());
}

function writeGraph(model: OnnxModel, pbf: PbfWriter): void {
  for (const node of model.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, model.name);
  for (const constant of model.initializers) pbf.writeMessage(5, writeInitializer, constant);
  for (const value of model.inputs) pbf.writeMessage(11, writeValue, value);
  for (const value of model.outputs) pbf.writeMessage(12, writeValue, value);
}

function writeNode(node: OnnxNode, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  for (const output of node.outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(3, node.name);
  pbf.writeStringField(4, node.op);
  for (const attribute of Object.entries(node.attributes ?? {})) pbf.writeMessage(5, writeAttribute, attribute);
}

/** Values of `AttributeProto.AttributeType`. */
const AttributeType = { FLOAT: 1, INT: 2, STRING: 3, INTS: 7 } as const;

function writeAttribute([name, value]: readonly [string, OnnxAttribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === "number") {
    pbf.writeVarintField(3, value);
    pbf.writeVarintField(20, AttributeType.INT);
  } else if (typeof value === "string") {
    pbf.writeStringField(4, value);
    pbf.writeVarintField(20, AttributeType.STRING);
  } else if ("float" in value) {
    pbf.writeFloatField(2, value.float);
    pbf.writeVarintField(20, AttributeType.FLOAT);
  } else {
    for (const item of value) pbf.writeVarintField(8, item);
    pbf.writeVarintField(20, AttributeType.INTS);
  }
}

function writeInitializer(tensor: OnnxInitializer, pbf: PbfWriter): void {
  for (const extent of tensor.shape) pbf.writeVarintField(1, extent);
  pbf.writeVarintField(2, tensor.type);
  pbf.writeStringField(8, tensor.name);
  pbf.writeBytesField(9, tensor.data);
}

function writeValue({ name, type, shape: extents }: OnnxValue, pbf: PbfWriter): void {
  const writeExtent = (extent: number | string, out: PbfWriter): void => {
    if (typeof extent === "number") out.writeVarintField(1, extent);
    else out.writeStringField(2, extent);
  };
  const writeShape = (shape: OnnxValue["shape"], out: PbfWriter): void => {
    for (const extent of shape) out.writeMessage(1, writeExtent, extent);
  };
  const writeTensor = (shape: OnnxValue["shape"], out: PbfWriter): void => {
    out.writeVarintField(1, type);
    out.writeMessage(2, writeShape, shape);
  };
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, (shape: OnnxValue["shape"], out: PbfWriter) => out.writeMessage(1, writeTensor, shape), extents);
}

function writeEntry([key, value]: readonly [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}
