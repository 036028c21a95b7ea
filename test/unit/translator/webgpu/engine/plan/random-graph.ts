import fc from "fast-check";

import { GraphBuilder, type Value } from "../../../../../../src/net/builder";
import type { Activation, Graph, Shape } from "../../../../../../src/net/graph";

/** Kinds of nodes; those of which networks are made most come up more often. */
const kind = fc.constantFrom(
  ...(["conv", "conv", "conv", "norm", "norm", "conditional", "activation", "activation"] as const),
  ...(["add", "add", "concat", "concat", "upsample", "upsample", "depthwise", "batchNorm", "layerNorm"] as const),
  ...(["adaptive", "pool", "globalPool", "dense", "scale", "sum", "reshape", "softmax", "dropout", "planes"] as const),
);

/** More often a whole number of blocks than chance would give. */
const channels = fc.oneof(fc.integer({ min: 1, max: 7 }), fc.constantFrom(4, 8));

/** What decides a node: numbers choose among what is possible where it is put. */
const draw = fc.record({
  kind,
  /** What it reads, counted from what was made last. */
  reads: fc.tuple(fc.nat(4), fc.nat(9), fc.nat(9)),
  channels,
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.constantFrom(1, 1, 1, 2, 3),
  flag: fc.boolean(),
  other: fc.boolean(),
  number: fc.nat(9),
  activation: fc.constantFrom<Activation>("relu", "relu6", "leakyRelu", "tanh", "sigmoid"),
  /** An output even if something reads it. */
  isOutput: fc.nat(5).map((chance) => chance === 0),
});
type Draw = typeof draw extends fc.Arbitrary<infer T> ? T : never;

const side = fc.integer({ min: 1, max: 6 });
const inputs = fc.record({ picture: fc.tuple(side, side, channels), vector: channels, domains: fc.nat(4) });

/** Graphs of all ops in any order; what nothing reads is an output. */
export const randomGraph: fc.Arbitrary<Graph> = fc
  .tuple(inputs, fc.array(draw, { minLength: 1, maxLength: 10 }))
  .map(([{ picture, vector, domains }, draws]) => {
    const b = new GraphBuilder("random");
    const domain = b.input("domain", [domains + 1]);
    const values = [b.input("vector", [vector]), domain, b.input("picture", picture)];
    const wanted = new Set<string>();
    draws.forEach((drawn, index) => {
      const value = add(b, domain, values, drawn, `n${index}`);
      if (value === null) return;
      values.push(value);
      if (drawn.isOutput) wanted.add(value.id);
    });
    const read = new Set(b.build({ domain }).nodes.flatMap((node) => node.inputs));
    const outputs = values.filter(({ id }) => wanted.has(id) || !read.has(id));
    return b.build(Object.fromEntries(outputs.map((value) => [value.id, value])));
  });

/** Larger than a network's: else norms make rounding errors of a constant channel hundreds of times larger. */
const EPSILON = 0.1;
const LARGEST_SIDE = 12;
const MOST_CHANNELS = 16;

/** Adds a node, or null where nothing can be read by such a node. */
function add(b: GraphBuilder, domain: Value, values: readonly Value[], drawn: Draw, id: string): Value | null {
  const { channels: wide, kernel, stride, flag, other, number, reads } = drawn;
  const pictures = values.filter(({ shape }) => shape.length === 3);
  const x = pick(pictures, reads[0]);
  const any = pick(values, reads[0]);
  const [height, width, count] = extentOf(x);
  switch (drawn.kind) {
    case "conv":
    case "depthwise": {
      const half = kernel >> 1;
      const bare = kernel > Math.min(height, width) ? half : 0;
      const options = { kernel, stride, padding: flag ? "same" : other ? half : bare, bias: number > 4 } as const;
      return drawn.kind === "conv"
        ? b.conv2d(x, id, { ...options, channels: wide })
        : b.depthwiseConv2d(x, id, options);
    }
    case "norm":
      return b.instanceNorm(x, id, { affine: flag, epsilon: EPSILON });
    case "conditional":
      return b.conditionalInstanceNorm(x, domain, id, { epsilon: EPSILON });
    case "batchNorm":
      return b.batchNorm(any, id);
    case "layerNorm":
      return b.layerInstanceNorm(x, id, 0.5, undefined, EPSILON);
    case "adaptive": {
      const fitting = vectors(values).filter(({ shape }) => shape[0] === count);
      if (fitting.length === 0) return null;
      return b.layerInstanceNorm(
        x,
        id,
        0.5,
        { gamma: pick(fitting, reads[1]), beta: pick(fitting, reads[2]) },
        EPSILON,
      );
    }
    case "activation":
      return b.activation(any, id, drawn.activation, 0.3);
    case "add": {
      const equal = values.filter(({ shape }) => shape.join() === any.shape.join());
      return b.add(any, pick(equal, reads[1]), id);
    }
    case "concat": {
      const fitting = values.filter(({ shape }) => shape.slice(0, -1).join() === any.shape.slice(0, -1).join());
      const parts = [any, pick(fitting, reads[1]), ...(number > 6 ? [pick(fitting, reads[2])] : [])];
      const total = parts.reduce((sum, { shape }) => sum + (shape.at(-1) ?? 0), 0);
      return total > MOST_CHANNELS ? null : b.concat(parts, id);
    }
    case "upsample": {
      const scale = number > 6 ? 3 : 2;
      const isSmall = Math.max(height, width) * scale <= LARGEST_SIDE;
      return isSmall ? b.upsample(x, id, number % 3 === 0 ? "bilinear" : "nearest", scale) : null;
    }
    case "pool":
      return b.pool(x, id, flag ? "max" : "average", kernel, stride);
    case "globalPool":
      return b.globalPool(x, id, flag ? "max" : "average");
    case "dense":
      return b.dense(pick(vectors(values), reads[0]), id, wide, flag);
    case "scale": {
      const dense = b.dense(b.globalPool(x, `${id}.pool`), `${id}.dense`, 1, false);
      return b.channelScale(x, id, dense);
    }
    case "sum":
      return b.channelSum(x, id);
    case "reshape":
      return b.reshape(any, id, reshaped(any.shape, number));
    case "softmax":
      return b.softmax(any, id);
    case "dropout":
      return b.dropout(any, id, 0.5);
    case "planes": {
      const plane = pick(vectors(values), reads[1]);
      return count + extentOf(plane)[2] > MOST_CHANNELS ? null : b.labelPlanes(x, plane, id);
    }
  }
}

function vectors(values: readonly Value[]): readonly Value[] {
  return values.filter(({ shape }) => shape.length === 1);
}

/** The n-th from the end, round and round. */
function pick(values: readonly Value[], n: number): Value {
  const picked = values.at(-1 - (n % values.length));
  if (picked === undefined) throw new RangeError("There is nothing to pick from.");
  return picked;
}

function extentOf({ shape }: Value): readonly [number, number, number] {
  return shape.length === 3 ? shape : [1, 1, shape[0]];
}

/** Another shape of as many numbers. */
function reshaped(shape: Shape, number: number): Shape {
  const [height, width, count] = extentOf({ id: "", shape });
  const all = height * width * count;
  const shapes: readonly Shape[] = [[all], [1, 1, all], [all, 1, 1], [width, height, count], [count, width, height]];
  const chosen = shapes[number % shapes.length] ?? shape;
  return chosen.length === 3 && Math.max(chosen[0], chosen[1]) > LARGEST_SIDE ? [all] : chosen;
}
