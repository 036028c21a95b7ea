import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import type * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { parseCatalog } from "../../src/net/config";
import { type familySchema, graphOf } from "../../src/net/families";
import type { Graph } from "../../src/net/graph";
import { runGraph } from "../../src/net/interpreter";
import { writeSafetensors } from "../../src/net/safetensors";
import { f32ToF16, type FloatTensor, type NamedTensor } from "../../src/net/tensors";
import { loadBackend } from "../src/backend/load";
import { createRandom } from "../src/data/random";
import { writeModelFolder } from "../src/export/model-folder";
import { ImportError } from "../src/import/errors";
import { importModel, parseDescription } from "../src/import/import-model";
import { parseNames, rename, renameAll } from "../src/import/names";
import { readModelWeights } from "../src/models/folder";

type Net = v.InferOutput<typeof familySchema>;

const SIZE = 16;
const plain = { names: {}, layout: "ours", quantization: "none" } as const;

let root = "";
let count = 0;
const fresh = (): string => join(root, `model-${count++}`);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-import-"));
  await loadBackend({ backend: "wasm" });
});
afterAll(() => rm(root, { recursive: true }));

function randomWeights(graph: Graph, seed: number): Map<string, FloatTensor> {
  const random = createRandom(seed);
  return new Map(
    graph.parameters.map(({ name, shape, role, fanIn }) => {
      const length = shape.reduce((product, extent) => product * extent, 1);
      const scale = role === "kernel" ? Math.sqrt(2 / Math.max(fanIn, 1)) : 0.2;
      const centre = role === "gamma" || role === "movingVariance" ? 1 : role === "rho" ? 0.5 : 0;
      const data = Float32Array.from({ length }, () => centre + Math.max(-0.9, Math.min(random.normal() * scale, 0.9)));
      return [name, { shape, data }];
    }),
  );
}

/** Every output for one input, the same for the same net. */
function outputsOf(graph: Graph, weights: ReadonlyMap<string, FloatTensor>): Map<string, Float32Array> {
  const random = createRandom(3);
  const made = new Map<string, Float32Array>();
  tf.tidy(() => {
    const tensors = new Map([...weights].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]));
    const inputs = graph.nodes.flatMap(({ op, id, shape }) => {
      if (op !== "input") return [];
      const length = shape.reduce((product, extent) => product * extent, 1);
      const values = Float32Array.from({ length }, () => Math.max(-1, Math.min(random.normal() * 0.5, 1)));
      return [[id, tf.tensor(values, [1, ...shape])] as const];
    });
    for (const [name, tensor] of Object.entries(runGraph(graph, tensors, Object.fromEntries(inputs)))) {
      made.set(name, Float32Array.from(tensor.dataSync()));
    }
  });
  return made;
}

function expectSame(a: ReadonlyMap<string, Float32Array>, b: ReadonlyMap<string, Float32Array>, within: number): void {
  expect([...a.keys()].toSorted()).toEqual([...b.keys()].toSorted());
  for (const [name, values] of a) {
    const worst = values.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (b.get(name)?.[i] ?? Number.NaN))),
      0,
    );
    expect({ name, same: worst <= within, worst }).toMatchObject({ same: true });
  }
}

const dataOf = (weights: ReadonlyMap<string, FloatTensor>): Map<string, Float32Array> =>
  new Map([...weights].map(([name, { data }]) => [name, data]));
const few = (max: number, min = 1): fc.Arbitrary<number> => fc.integer({ min, max });
const families = {
  stargan: fc.record({
    channels: few(3),
    residualBlocks: few(2, 0),
    conditioning: fc.constantFrom("cin" as const, "concat" as const),
    domains: few(3),
  }),
  cyclegan: fc.record({ channels: few(3), residualBlocks: few(2, 0) }),
  ugatit: fc.record({ channels: few(2), residualBlocks: few(1), light: fc.boolean() }),
  pix2pix: fc.record({ channels: few(3), dropout: fc.constant(0.5) }),
  dcgan: fc.record({ latent: few(5), channels: few(2), doublings: few(2) }),
  segmenter: fc.record({ channels: fc.array(few(4), { minLength: 2, maxLength: 3 }), classes: few(3, 2) }),
  classifier: fc.record({
    channels: fc.array(few(4), { minLength: 1, maxLength: 3 }),
    classes: few(4, 2),
    dropout: fc.constant(0),
  }),
};
const netOf = (family: Net["family"]): fc.Arbitrary<Net> =>
  families[family].map((architecture) => ({ family, architecture }) as Net);

/** The same numbers as PyTorch keeps them, written out index by index. */
function asPytorch(graph: Graph, weights: ReadonlyMap<string, FloatTensor>): Map<string, FloatTensor> {
  const theirs = new Map(weights);
  for (const node of graph.nodes) {
    if (node.op !== "conv2d" && node.op !== "dense") continue;
    const { shape = [], data = new Float32Array() } = weights.get(node.weight) ?? {};
    const moved = new Float32Array(data.length);
    if (node.op === "conv2d") {
      const [h = 0, w = 0, i = 0, o = 0] = shape;
      for (let y = 0, from = 0; y < h; y++)
        for (let x = 0; x < w; x++)
          for (let ci = 0; ci < i; ci++)
            for (let co = 0; co < o; co++) moved[((co * i + ci) * h + y) * w + x] = data[from++] ?? 0;
      theirs.set(node.weight, { shape: [o, i, h, w], data: moved });
      continue;
    }
    const [rows = 0, columns = 0] = shape;
    const flattened = graph.nodes.find(({ id, op }) => id === node.inputs[0] && op === "reshape");
    const source = graph.nodes.find(({ id }) => id === flattened?.inputs[0])?.shape;
    const made = graph.nodes.find(({ inputs, op }) => op === "reshape" && inputs[0] === node.id)?.shape;
    const place = (index: number, picture: readonly number[] | undefined): number => {
      if (picture?.length !== 3) return index;
      const [height = 0, width = 0, channels = 0] = picture;
      const [channel, pixel] = [index % channels, Math.floor(index / channels)];
      return channel * height * width + pixel;
    };
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        moved[place(column, made) * rows + place(row, source)] = data[row * columns + column] ?? 0;
    theirs.set(node.weight, { shape: [columns, rows], data: moved });
  }
  return theirs;
}

/** Of a net that has to name what it makes. */
const domainsFor = ({ family, architecture }: Net): { id: string; en: string; ja: string }[] =>
  family === "stargan"
    ? Array.from({ length: architecture.domains }, (_, i) => ({ id: `d${i}`, en: `D${i}`, ja: `D${i}` }))
    : [];

const asF32 = (weights: ReadonlyMap<string, FloatTensor>): Map<string, NamedTensor> =>
  new Map([...weights].map(([name, tensor]) => [name, { dtype: "F32", ...tensor }]));

async function save(tensors: ReadonlyMap<string, NamedTensor>): Promise<string> {
  const path = `${fresh()}.safetensors`;
  await writeFile(path, writeSafetensors(tensors));
  return path;
}

describe.each(Object.keys(families) as Net["family"][])("a %s", (family) => {
  it("that is exported and imported again gives the same outputs", async () => {
    await fc.assert(
      fc.asyncProperty(netOf(family), fc.nat(), async (net, seed) => {
        const weights = randomWeights(graphOf(net, SIZE), seed);
        const exported = fresh();
        await writeModelFolder(exported, { net, size: SIZE, domains: domainsFor(net), weights, quantization: "int8" });
        const description = parseDescription(
          JSON.parse(await readFile(join(exported, "config.json"), "utf8")),
          "config",
        );
        const imported = fresh();
        const options = { ...plain, quantization: "int8" } as const;
        const { config } = await importModel(join(exported, "model.safetensors"), imported, description, options);
        expect(config).toMatchObject(net);
        const [first, second] = [await readModelWeights(exported), await readModelWeights(imported)];
        expectSame(outputsOf(first.graph, first.weights), outputsOf(second.graph, second.weights), 1e-4);
      }),
      { numRuns: 4 },
    );
  });

  it("in PyTorch's layout and under other names has the same weights, to the bit", async () => {
    await fc.assert(
      fc.asyncProperty(netOf(family), fc.nat(), async (net, seed) => {
        const graph = graphOf(net, SIZE);
        const weights = randomWeights(graph, seed);
        const theirs = [...asPytorch(graph, weights)].map(([name, tensor]) => [`module.${name}`, tensor] as const);
        const path = await save(asF32(new Map(theirs)));
        const imported = fresh();
        const options = { names: { "module.*": "*" }, layout: "pytorch", quantization: "none" } as const;
        await importModel(path, imported, { net, size: SIZE, domains: domainsFor(net) }, options);
        expectSame(dataOf((await readModelWeights(imported)).weights), dataOf(weights), 0);
      }),
      { numRuns: 4 },
    );
  });
});

const net: Net = { family: "cyclegan", architecture: { channels: 2, residualBlocks: 1 } };
const graph = graphOf(net, SIZE);
const weights = randomWeights(graph, 5);
const described = { net, size: SIZE, domains: [{ id: "udon", en: "Udon", ja: "うどん" }] };

describe("dtypes", () => {
  it("half floats, bfloat16 and int8 are widened, counters left out", async () => {
    const upper = (data: Float32Array): Uint16Array =>
      Uint16Array.from(new Uint32Array(data.buffer, data.byteOffset, data.length), (bits) => bits >>> 16);
    const stored = new Map<string, NamedTensor>();
    let index = 0;
    for (const [name, { shape, data }] of asPytorch(graph, weights)) {
      const kind = index++ % 2;
      const outputs = shape[0] ?? 1;
      if (shape.length === 1 && kind === 0) stored.set(name, { dtype: "F16", shape, data: f32ToF16(data) });
      else if (shape.length === 1 || kind === 1) stored.set(name, { dtype: "BF16", shape, data: upper(data) });
      else {
        stored.set(name, { dtype: "I8", shape, data: Int8Array.from(data, (value) => Math.round(value * 50)) });
        stored.set(`${name}.scale`, { dtype: "F32", shape: [outputs], data: new Float32Array(outputs).fill(0.02) });
      }
    }
    expect(new Set([...stored.values()].map(({ dtype }) => dtype))).toEqual(new Set(["F16", "BF16", "I8", "F32"]));
    const file = Buffer.from(writeSafetensors(stored));
    // A counter as PyTorch's batch norm keeps one: eight bytes of another dtype at the end.
    const header = JSON.parse(file.subarray(8, 8 + Number(file.readBigUInt64LE())).toString()) as Record<
      string,
      unknown
    >;
    const data = file.subarray(8 + Number(file.readBigUInt64LE()));
    header["counter"] = { dtype: "I64", shape: [], data_offsets: [data.length, data.length + 8] };
    const json = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    const path = `${fresh()}.safetensors`;
    await writeFile(path, Buffer.concat([length, json, data, Buffer.alloc(8)]));

    const imported = fresh();
    const { left } = await importModel(path, imported, described, { ...plain, layout: "pytorch" });
    expect(left).toEqual(["counter"]);
    // Half a step of int8 is the coarsest.
    expectSame(dataOf((await readModelWeights(imported)).weights), dataOf(weights), 0.0101);
  });

  it("a PyTorch file is named as what it is", async () => {
    const path = `${fresh()}.safetensors`;
    await writeFile(path, "PK\u0003\u0004 and so on");
    await expect(importModel(path, fresh(), described, plain)).rejects.toThrow(/is a PyTorch file.*save_file/);
  });
});

describe("what does not fit", () => {
  it("is listed with the nearest right name, and nothing is written", async () => {
    const wrong = new Map(weights);
    const kernel = wrong.get("encoder.0.conv.weight");
    if (!kernel) throw new Error("there is such a kernel");
    wrong.delete("encoder.0.conv.weight");
    wrong.set("encoder.0.conv.wieght", kernel);
    wrong.set("residual.0.0.norm.gamma", { shape: [3], data: new Float32Array(3) });
    const path = await save(asF32(wrong));
    const before = await readdir(root);
    const failed = importModel(path, join(root, "never"), described, plain);
    await expect(failed).rejects.toThrow(ImportError);
    await expect(failed).rejects.toThrow(
      /missing: encoder\.0\.conv\.weight \[7, 7, 3, 2\]; is it encoder\.0\.conv\.wieght\?/,
    );
    await expect(failed).rejects.toThrow(/unexpected: encoder\.0\.conv\.wieght .*; is it encoder\.0\.conv\.weight\?/);
    await expect(failed).rejects.toThrow(/shape: residual\.0\.0\.norm\.gamma is \[3\] instead of \[8\]/);
    expect(await readdir(root)).toEqual(before);
  });

  it("a PyTorch layout that was not said to be one is recognised as such", async () => {
    const path = await save(asF32(asPytorch(graph, weights)));
    await expect(importModel(path, fresh(), described, plain)).rejects.toThrow(
      /is \[2, 3, 7, 7\] instead.*--layout pytorch/s,
    );
  });

  it("descriptions are refused with the field's name", () => {
    const config = { family: "cyclegan", architecture: net.architecture, input: { height: 16 } };
    expect(parseDescription(config, "c.json")).toEqual({ net, size: 16, domains: [] });
    expect(() => parseDescription({ ...config, family: "cyclogan" }, "c.json")).toThrow(/c\.json: family/);
    expect(() => parseDescription({ ...config, architecture: { channels: 2 } }, "c.json")).toThrow(/residualBlocks/);
    expect(() => parseDescription({ ...config, domain: [] }, "c.json")).toThrow(/no field domain;/);
    expect(() => parseDescription({ ...config, input: {} }, "c.json")).toThrow(/input\.height/);
  });

  it("more dishes than the net makes are refused before anything is written", async () => {
    const path = await save(asF32(weights));
    const domains = ["a", "b"].map((id) => ({ id, en: id, ja: id }));
    const directory = join(root, "too-many");
    await expect(importModel(path, directory, { ...described, domains }, plain)).rejects.toThrow(
      /domains has 2 entries/,
    );
    await expect(readdir(directory)).rejects.toThrow();
  });
});

it("an imported model is listed in the catalogue beside it", async () => {
  const directory = join(root, "listed", "udon");
  await importModel(await save(asF32(weights)), directory, described, plain);
  const catalog = parseCatalog(JSON.parse(await readFile(join(root, "listed", "catalog.json"), "utf8")));
  expect(catalog.models).toEqual([{ id: "udon", family: "cyclegan", path: "udon", default: true }]);
});

describe("names", () => {
  it("take the first entry that fits, with what * stood for, or stay", () => {
    const map = { "net.*.gain": "*.norm.gamma", "net.*.skip": null, "*.w.*": "*.*.weight" };
    expect(rename("net.a.b.gain", map)).toBe("a.b.norm.gamma");
    expect(rename("net.a.skip", map)).toBeNull();
    expect(rename("x.w.y", map)).toBe("x.y.weight");
    expect(rename("bias", map)).toBe("bias");
    // Dots and brackets are meant as they stand.
    expect(rename("netXaXgain", map)).toBe("netXaXgain");
    expect(rename("a(b", { "a(b": "c" })).toBe("c");
  });

  it("are refused where they are no map, ask for more than they have, or give one name twice", () => {
    expect(() => parseNames(["a"], "n.json")).toThrow(/n\.json: an object is wanted/);
    expect(() => parseNames({ "a.*": "*.*" }, "n.json")).toThrow(/more \*/);
    expect(() =>
      renameAll(
        new Map([
          ["a.x", 1],
          ["b.x", 2],
        ]),
        { "*.x": "x" },
      ),
    ).toThrow(/a\.x and b\.x would both be x/);
  });
});
