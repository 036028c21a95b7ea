import { exportOnnx } from "../../../training/src/export/onnx";
import { networkOf, type Task } from "../task";

export type OnnxElements = "float32" | "float16";

/** The task's net as onnxruntime gets it, and the names of what goes in and out. */
export interface OrtModel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly image: string;
  /** Null where the net leads to one dish alone. */
  readonly domain: string | null;
  readonly output: string;
  /** What the file leaves open and is known here: onnxruntime plans better with it. */
  readonly dimensions: Readonly<Record<string, number>>;
}

export function ortModel(task: Task, elements: OnnxElements): OrtModel {
  const { graph, weights } = networkOf(task);
  const inputs = graph.nodes.filter(({ op }) => op === "input").map(({ id }) => id);
  const image = inputs.find((id) => id === "image");
  if (image === undefined) throw new TypeError(`${graph.name} has no input called image.`);
  return {
    bytes: exportOnnx(graph, weights, { elements }),
    image,
    domain: inputs.find((id) => id === "domain") ?? null,
    // The exporter's name for an output that is called like an input.
    output: "image.out",
    dimensions: {
      n: 1,
      height: task.size,
      width: task.size,
      "image.height": task.size,
      "image.width": task.size,
    },
  };
}
