import { FilesetResolver, ImageClassifier, ImageSegmenter } from "@mediapipe/tasks-vision";

/** A picture as raw RGBA, and bytes of a model, both in base64: what can be handed over from a test. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: string;
}

export interface SegmentResult {
  readonly width: number;
  readonly height: number;
  /** Confidence of each class, row by row. */
  readonly masks: readonly (readonly number[])[];
}

/** What tests call in this page. */
export interface TflitePage {
  segment(model: string, pictures: readonly Picture[], delegate: "CPU" | "GPU"): Promise<SegmentResult[]>;
  /** Score of each class by its index. */
  classify(model: string, picture: Picture): Promise<Record<number, number>>;
}

declare global {
  var tflitePage: TflitePage;
}

const WASM = new URL("/node_modules/@mediapipe/tasks-vision/wasm", location.href).href;

globalThis.tflitePage = {
  async segment(model, pictures, delegate) {
    const segmenter = await ImageSegmenter.createFromOptions(await FilesetResolver.forVisionTasks(WASM), {
      baseOptions: { modelAssetBuffer: bytesOf(model), delegate },
      runningMode: "IMAGE",
      outputConfidenceMasks: true,
      outputCategoryMask: false,
    });
    try {
      return pictures.map((picture) => {
        const result = segmenter.segment(imageOf(picture));
        const masks = result.confidenceMasks ?? [];
        const [first] = masks;
        const size = { width: first?.width ?? 0, height: first?.height ?? 0 };
        const values = masks.map((mask) => [...mask.getAsFloat32Array()]);
        result.close();
        return { ...size, masks: values };
      });
    } finally {
      segmenter.close();
    }
  },
  async classify(model, picture) {
    const classifier = await ImageClassifier.createFromOptions(await FilesetResolver.forVisionTasks(WASM), {
      baseOptions: { modelAssetBuffer: bytesOf(model), delegate: "CPU" },
      runningMode: "IMAGE",
    });
    try {
      const categories = classifier.classify(imageOf(picture)).classifications[0]?.categories ?? [];
      return Object.fromEntries(categories.map(({ index, score }) => [index, score]));
    } finally {
      classifier.close();
    }
  },
};

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function imageOf({ width, height, rgba }: Picture): ImageData {
  return new ImageData(new Uint8ClampedArray(bytesOf(rgba)), width, height);
}
