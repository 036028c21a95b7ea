import { describe, expect, test } from "vitest";

import { GraphBuilder } from "../../../../../../src/net/builder";
import { buildStargan } from "../../../../../../src/net/families/stargan";
import type { Graph } from "../../../../../../src/net/graph";
import { seededRandom } from "../../../../../../src/translator/selftest/tiny";
import type { Arithmetic, Tile } from "../../../../../../src/translator/webgpu/engine";
import { compileStep } from "../../../../../../src/translator/webgpu/engine/compile";
import { UnsupportedGraphError } from "../../../../../../src/translator/webgpu/engine/errors";
import { convMacs, convProgram, tileShapeOf } from "../../../../../../src/translator/webgpu/engine/kernels/conv";
import { candidateTiles } from "../../../../../../src/translator/webgpu/engine/kernels/tiles";
import { lower } from "../../../../../../src/translator/webgpu/engine/plan/lower";
import type { ConvStep } from "../../../../../../src/translator/webgpu/engine/plan/steps";
import { randomWeights } from "../reference";

const lens = buildStargan({ channels: 4, residualBlocks: 2, conditioning: "cin", skips: true, domains: 3 }, 64);
const tile: Tile = { height: 8, width: 8, pixels: 4, quads: 1, columns: 4, depth: 2, weightRows: 1 };
const limits = { workgroupBytes: 16_384, threads: 256 };

function convolutionsOf(graph: Graph, scales?: ReadonlyMap<string, number>): readonly ConvStep[] {
  const { steps } = lower(graph, randomWeights(graph, seededRandom(1)), scales);
  return steps.filter((step) => step.kernel === "conv");
}

function convolution(id: string, graph = lens, scales?: ReadonlyMap<string, number>): ConvStep {
  const step = convolutionsOf(graph, scales).find((found) => found.id === id);
  if (step === undefined) throw new Error(`no convolution ${id}`);
  return step;
}

/** The constants that differ from another program's. */
function changes(program: Readonly<Record<string, number>>, from: Readonly<Record<string, number>>) {
  return Object.fromEntries(Object.entries(program).filter(([name, value]) => from[name] !== value));
}

describe("the program of a residual convolution", () => {
  const step = convolution("residual.1.0.conv", lens, new Map([["residual.1.0.conv", 0.05]]));
  const inFloats = convProgram(step, "f32", tile, 1);

  test("f32", () => {
    expect(inFloats).toMatchInlineSnapshot(`
      {
        "constants": {
          "AFFINES": 8,
          "COLUMNS": 4,
          "DEPTH": 2,
          "FIRST_ACTIVATION": 1,
          "FIRST_ACTIVATION_AGAIN": 0,
          "FIRST_AFFINE": 2,
          "FIRST_AFFINE_AGAIN": 0,
          "FIRST_AGAIN_AT": 4,
          "FIRST_BLOCKS": 4,
          "FIXED": 4194304,
          "GRID_HEIGHT": 16,
          "GRID_WIDTH": 16,
          "HAS_BIAS": 0,
          "HAS_FACTOR": 0,
          "HAS_SOURCE_STATS": 0,
          "HAS_STATS": 1,
          "INPUT_BLOCKS": 4,
          "KEEPS": 1,
          "KERNEL": 3,
          "OUTPUT_ACTIVATION": 0,
          "OUTPUT_BLOCKS": 4,
          "PADDING_LEFT": 1,
          "PADDING_ODD": 0,
          "PADDING_TOP": 1,
          "PARTIALS": 128,
          "PATCH_HEIGHT": 10,
          "PATCH_LENGTH": 200,
          "PATCH_WIDTH": 10,
          "PHASES": 1,
          "PIXELS": 4,
          "QUADS": 1,
          "SECOND_ACTIVATION": 0,
          "SECOND_ACTIVATION_AGAIN": 0,
          "SECOND_AFFINE": 2,
          "SECOND_AFFINE_AGAIN": 0,
          "SECOND_AGAIN_AT": 8,
          "SECOND_AT": 4,
          "SECOND_BLOCKS": 4,
          "SOURCES": 2,
          "SOURCE_ACTIVATION": 0,
          "SOURCE_FIXED": 4194304,
          "SOURCE_HEIGHT": 16,
          "SOURCE_WIDTH": 16,
          "SPLIT_SUMS": 0,
          "STRIDE": 1,
          "THREADS": 64,
          "TILE_HEIGHT": 8,
          "TILE_WIDTH": 8,
          "UPSCALE": 1,
          "WEIGHTS_LENGTH": 96,
          "WEIGHT_KERNEL_ROWS": 1,
        },
        "workgroups": [
          2,
          2,
          1,
        ],
      }
    `);
  });

  test("f16 adds its sums up in parts", () => {
    expect(changes(convProgram(step, "f16", tile, 1).constants, inFloats.constants)).toMatchInlineSnapshot(`
      {
        "SPLIT_SUMS": 1,
      }
    `);
  });

  test("int8 multiplies by factors, and its weights are a quarter as many vectors", () => {
    expect(changes(convProgram(step, "int8", tile, 1).constants, inFloats.constants)).toMatchInlineSnapshot(`
      {
        "HAS_FACTOR": 1,
        "WEIGHTS_LENGTH": 24,
      }
    `);
  });

  test("each sample of a batch has workgroups of its own", () => {
    const two = convProgram(step, "f32", tile, 2);
    expect(changes(two.constants, inFloats.constants)).toEqual({});
    expect(two.workgroups).toEqual([2, 2, 2]);
  });
});

test("the program of an upsampling convolution", () => {
  const step = convolution("decoder.1.conv");
  const { constants, workgroups } = convProgram(step, "f32", { ...tile, columns: 1 }, 1);
  const residual = convProgram(convolution("residual.1.0.conv"), "f32", tile, 1);
  expect({ ...changes(constants, residual.constants), workgroups }).toMatchInlineSnapshot(`
    {
      "AFFINES": 6,
      "COLUMNS": 1,
      "FIRST_AGAIN_AT": 2,
      "FIRST_BLOCKS": 2,
      "FIXED": 262144,
      "GRID_HEIGHT": 32,
      "GRID_WIDTH": 32,
      "INPUT_BLOCKS": 2,
      "KEEPS": 0,
      "KERNEL": 2,
      "OUTPUT_BLOCKS": 1,
      "PARTIALS": 32,
      "PATCH_HEIGHT": 9,
      "PATCH_LENGTH": 162,
      "PATCH_WIDTH": 9,
      "PHASES": 2,
      "SECOND_ACTIVATION": 1,
      "SECOND_AFFINE_AGAIN": 2,
      "SECOND_AGAIN_AT": 4,
      "SECOND_AT": 2,
      "SECOND_BLOCKS": 2,
      "SOURCE_FIXED": 1048576,
      "SOURCE_HEIGHT": 32,
      "SOURCE_WIDTH": 32,
      "THREADS": 16,
      "WEIGHTS_LENGTH": 16,
      "workgroups": [
        4,
        4,
        4,
      ],
    }
  `);
});

describe("work and memory", () => {
  test("an upsampling convolution takes four ninths of the products", () => {
    expect(convMacs(convolution("decoder.0.conv"))).toBe((32 * 32 * 16 * 8 * 9 * 4) / 9);
  });

  test("what a program declares of workgroup memory fits the device, for every tile that is offered", () => {
    const operand = { f32: 16, f16: 8, int8: 4 };
    const weight = { f32: 16, f16: 8, int8: 16 };
    for (const step of convolutionsOf(lens)) {
      for (const arithmetic of ["f32", "f16", "int8"] as const) {
        for (const offered of candidateTiles(tileShapeOf(step, arithmetic, 1), limits)) {
          const { constants } = convProgram(step, arithmetic, offered, 1);
          const of = (name: string): number => constants[name] ?? Number.NaN;
          const bytes =
            of("PATCH_LENGTH") * operand[arithmetic] +
            of("WEIGHTS_LENGTH") * weight[arithmetic] +
            of("PARTIALS") * 16 +
            of("AFFINES") * 32;
          expect(bytes).toBeLessThanOrEqual(limits.workgroupBytes);
          expect(of("THREADS")).toBeLessThanOrEqual(limits.threads);
        }
      }
    }
  });
});

test.each<Arithmetic>(["f32", "f16", "int8"])("no tile of a kernel that is too large fits (%s)", (arithmetic) => {
  const b = new GraphBuilder("test");
  const x = b.input("image", [80, 80, 1]);
  const graph = b.build({ image: b.conv2d(x, "huge", { channels: 1, kernel: 67 }) });
  const lowered = lower(graph, randomWeights(graph, seededRandom(1)), new Map([["huge", 1]]));
  const [step] = lowered.steps;
  const options = { arithmetic, storage: "half", batch: 1, limits, floats: "f32", tiles: new Map() } as const;
  expect(() => step && compileStep(step, lowered, options)).toThrow(UnsupportedGraphError);
  expect(() => step && compileStep(step, lowered, options)).toThrow("huge has a kernel too large");
});
