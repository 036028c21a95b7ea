import type { Graph, GraphNode, Shape } from "../../../src/net/graph";
import { elementCount, type FloatTensor, type I8Tensor } from "../../../src/net/tensors";

/**
 * Brings tensors, under our names, from PyTorch's layout to ours: OIHW kernels to HWIO, the weights of linear layers turned,
 * vectors out of `[1, c, 1, 1]`. Where a linear layer reads or makes the numbers of a picture, those come channel by
 * channel in PyTorch and pixel by pixel here.
 */
export function fromPytorch(graph: Graph, tensors: ReadonlyMap<string, FloatTensor>): Map<string, FloatTensor> {
  const turn = new Map<string, (tensor: FloatTensor) => FloatTensor>();
  for (const node of graph.nodes) {
    if (node.op === "conv2d") turn.set(node.weight, (tensor) => permute(tensor, [2, 3, 1, 0]));
    if (node.op === "depthwiseConv2d") turn.set(node.weight, (tensor) => permute(tensor, [2, 3, 0, 1]));
    if (node.op === "dense") turn.set(node.weight, (tensor) => denseKernel(graph, node, tensor));
  }
  const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  return new Map(
    [...tensors].map(([name, tensor]) => [name, (turn.get(name) ?? ((t) => asVector(t, shapes.get(name))))(tensor)]),
  );
}

/** PyTorch's int8 kernels have one scale for each entry of their first axis. */
export function widenByRow({ shape, data }: I8Tensor, scales: Float32Array): FloatTensor {
  const row = data.length / scales.length;
  return { shape, data: Float32Array.from(data, (value, i) => value * (scales[Math.floor(i / row)] ?? 0)) };
}

function denseKernel(graph: Graph, node: GraphNode, tensor: FloatTensor): FloatTensor {
  const turned = permute(tensor, [1, 0]);
  const source = graph.nodes.find(({ id }) => id === node.inputs[0]);
  const before = source?.op === "reshape" ? graph.nodes.find(({ id }) => id === source.inputs[0])?.shape : undefined;
  const after = graph.nodes.find((other) => other.op === "reshape" && other.inputs[0] === node.id)?.shape;
  const rows = isPicture(before) ? pixelOrder(turned, 0, before) : turned;
  return isPicture(after) ? pixelOrder(rows, 1, after) : rows;
}

function isPicture(shape: Shape | undefined): shape is readonly [number, number, number] {
  return shape?.length === 3;
}

/** Orders an axis that goes channel by channel through a picture `[h, w, c]` pixel by pixel. */
function pixelOrder(
  tensor: FloatTensor,
  axis: 0 | 1,
  [height, width, channels]: readonly [number, number, number],
): FloatTensor {
  const count = height * width * channels;
  if (tensor.shape[axis] !== count) return tensor;
  const [before, after] = axis === 0 ? [1, tensor.shape[1] ?? 1] : [tensor.shape[0] ?? 1, 1];
  const split = { shape: [before, channels, height * width, after], data: tensor.data };
  return { shape: tensor.shape, data: permute(split, [0, 2, 1, 3]).data };
}

function asVector(tensor: FloatTensor, wanted: readonly number[] | undefined): FloatTensor {
  const fits = wanted?.length === 1 && elementCount(tensor.shape) === wanted[0];
  return fits ? { shape: wanted, data: tensor.data } : tensor;
}

/** A tensor of another rank stays as it is, for the comparison of shapes to complain about. */
function permute(tensor: FloatTensor, order: readonly number[]): FloatTensor {
  const { shape, data } = tensor;
  if (shape.length !== order.length) return tensor;
  const strides = shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
  const turned = order.map((axis) => shape[axis] ?? 0);
  const steps = order.map((axis) => strides[axis] ?? 0);
  const place = turned.map(() => 0);
  const moved = new Float32Array(data.length);
  for (let i = 0, from = 0; i < moved.length; i++) {
    moved[i] = data[from] ?? 0;
    for (let axis = place.length - 1; axis >= 0; axis--) {
      const next = (place[axis] ?? 0) + 1;
      const step = steps[axis] ?? 0;
      if (next < (turned[axis] ?? 0)) {
        place[axis] = next;
        from += step;
        break;
      }
      from -= (next - 1) * step;
      place[axis] = 0;
    }
  }
  return { shape: turned, data: moved };
}
