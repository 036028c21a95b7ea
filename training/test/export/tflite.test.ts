import { describe, expect, it } from "vitest";

import { GraphBuilder } from "../../../src/net/builder";
import { WeightsError } from "../../../src/net/errors";
import { buildSegmenter, buildStargan } from "../../../src/net/families";
import type { Graph } from "../../../src/net/graph";
import type { FloatTensor } from "../../../src/net/tensors";
import { ExportError } from "../../src/export/errors";
import { exportTflite } from "../../src/export/tflite";

const graph = buildSegmenter({ channels: [8, 16], classes: 2 }, 16);
const weights = weightsOf(graph, 0.25);

function weightsOf({ parameters }: Graph, value: number): Map<string, FloatTensor> {
  return new Map(
    parameters.map(({ name, shape }) => {
      const length = shape.reduce((product, extent) => product * extent, 1);
      return [name, { shape, data: new Float32Array(length).fill(value) }];
    }),
  );
}

/** Reads the parts of a model that tests look at, by the slots of the published schema. */
class Reader {
  readonly #view: DataView;
  readonly root: number;

  constructor(model: Uint8Array) {
    this.#view = new DataView(model.buffer, model.byteOffset, model.byteLength);
    this.root = this.#int32(0);
  }

  /** Positions of the tables in a vector of tables. */
  tables(table: number, slot: number): number[] {
    return this.vector(table, slot, 4).map((at) => at + this.#int32(at));
  }

  /** Positions of a vector's elements of `size` bytes. */
  vector(table: number, slot: number, size: number): number[] {
    const at = this.#field(table, slot);
    if (at === undefined) return [];
    const vector = at + this.#int32(at);
    return Array.from({ length: this.#int32(vector) }, (_, i) => vector + 4 + i * size);
  }

  ints(table: number, slot: number): number[] {
    return this.vector(table, slot, 4).map((at) => this.#int32(at));
  }

  int8(table: number, slot: number): number {
    const at = this.#field(table, slot);
    return at === undefined ? 0 : this.#view.getInt8(at);
  }

  text(table: number, slot: number): string {
    return String.fromCharCode(...this.vector(table, slot, 1).map((at) => this.#view.getUint8(at)));
  }

  /** Position of a table's field, or undefined where it has its default. */
  #field(table: number, slot: number): number | undefined {
    const vtable = table - this.#int32(table);
    const position = 4 + 2 * slot;
    if (position >= this.#view.getUint16(vtable, true)) return undefined;
    const offset = this.#view.getUint16(vtable + position, true);
    return offset === 0 ? undefined : table + offset;
  }

  #int32(at: number): number {
    return this.#view.getInt32(at, true);
  }
}

/** Built-in codes of the operators, in order. */
function operatorsOf(model: Uint8Array): number[] {
  const reader = new Reader(model);
  const codes = reader.tables(reader.root, 1).map((code) => reader.int8(code, 0));
  const [subgraph = 0] = reader.tables(reader.root, 2);
  return reader.tables(subgraph, 3).map((operator) => codes[reader.int8(operator, 0)] ?? -1);
}

describe("exportTflite", () => {
  it("has one picture in and one out, and MediaPipe's metadata", () => {
    const model = exportTflite(graph, weights);
    expect(new TextDecoder().decode(model.subarray(4, 8))).toBe("TFL3");
    const reader = new Reader(model);
    const [subgraph = 0] = reader.tables(reader.root, 2);
    const tensors = reader.tables(subgraph, 0);
    const shapes = (slot: number): number[][] =>
      reader.ints(subgraph, slot).map((i) => reader.ints(tensors[i] ?? 0, 0));
    expect(shapes(1)).toEqual([[1, 16, 16, 3]]);
    expect(shapes(2)).toEqual([[1, 16, 16, 2]]);
    expect(reader.tables(reader.root, 6).map((entry) => reader.text(entry, 0))).toEqual(["TFLITE_METADATA"]);
    expect(new TextDecoder("latin1").decode(model)).toContain("M001");
  });

  it("gives the same bytes again", () => {
    expect(exportTflite(graph, weights)).toEqual(exportTflite(graph, weights));
  });

  it("aligns all data to 16 bytes, as the schema asks", () => {
    const model = exportTflite(graph, weights);
    const reader = new Reader(model);
    const buffers = reader.tables(reader.root, 4);
    expect(buffers.length).toBeGreaterThan(10);
    const starts = buffers.flatMap((buffer) => reader.vector(buffer, 0, 1).slice(0, 1));
    expect(starts.filter((at) => at % 16 !== 0)).toEqual([]);
  });

  it("folds norms and fuses activations: convolutions, resizes, joins and a softmax remain", () => {
    const operators = operatorsOf(exportTflite(graph, weights, { precision: "float32" }));
    // CONV_2D 3, RESIZE_NEAREST_NEIGHBOR 97, CONCATENATION 2, RESIZE_BILINEAR 23, SOFTMAX 25
    expect(operators).toEqual([3, 3, 3, 97, 2, 3, 3, 23, 25]);
  });

  it("does not fuse an activation into a value that others read", () => {
    const b = new GraphBuilder("shared");
    const x = b.conv2d(b.input("image", [4, 4, 3]), "conv", { channels: 3, kernel: 3 });
    const shared = b.build({ y: b.add(b.activation(x, "relu", "relu"), x, "sum") });
    const model = exportTflite(shared, weightsOf(shared, 1), { output: "y", precision: "float32" });
    expect(operatorsOf(model)).toEqual([3, 19, 0]); // CONV_2D, RELU, ADD
  });

  it("leaves out what the wanted output does not need", () => {
    expect(operatorsOf(exportTflite(graph, weights, { output: "logits" }))).not.toContain(25);
  });

  it("stores weights in half the bytes as float16", () => {
    const large = buildSegmenter({ channels: [32, 64], classes: 2 }, 16);
    const bytes = (precision: "float16" | "float32") =>
      exportTflite(large, weightsOf(large, 0.1), { precision }).length;
    expect(bytes("float16") / bytes("float32")).toBeLessThan(0.55);
  });

  it("names the operation that it does not know", () => {
    const stargan = buildStargan({ channels: 4, residualBlocks: 0, conditioning: "cin", domains: 2 }, 16);
    const run = () => exportTflite(stargan, weightsOf(stargan, 1), { output: "image" });
    expect(run).toThrow(ExportError);
    expect(run).toThrow(/instanceNorm of encoder.0.norm/);

    const b = new GraphBuilder("normed");
    const normed = b.build({ y: b.batchNorm(b.input("image", [4, 4, 3]), "norm") });
    expect(() => exportTflite(normed, weightsOf(normed, 1), { output: "y" })).toThrow(/batchNorm of norm, unless/);
  });

  it("names the output that it does not find", () => {
    expect(() => exportTflite(graph, weights, { output: "mask" })).toThrow(/no output mask.*logits, probabilities/);
  });

  it("names weights that are missing, misshapen, not finite or too large", () => {
    const changed = (tensor: FloatTensor | undefined) => {
      const copy = new Map(weights);
      if (tensor === undefined) copy.delete("head.conv.bias");
      else copy.set("head.conv.bias", tensor);
      return () => exportTflite(graph, copy);
    };
    for (const wrong of [
      undefined,
      { shape: [3], data: new Float32Array(3) },
      { shape: [2], data: Float32Array.of(0, NaN) },
      { shape: [2], data: Float32Array.of(0, 1e6) },
    ]) {
      expect(changed(wrong)).toThrow(WeightsError);
      expect(changed(wrong)).toThrow(/head.conv.bias/);
    }
    const large = new Map(weights).set("head.conv.bias", { shape: [2], data: Float32Array.of(0, 1e6) });
    expect(() => exportTflite(graph, large, { precision: "float32" })).not.toThrow();
  });
});
