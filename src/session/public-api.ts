import type { Square } from "../segmentation/types";
import type { EngineReport, TranslatorKind } from "../translator/types";
import type { ImmersiveFacts, UnsupportedWhy } from "../immersive/session/types";
import type { DomainMix, LensState, Rates, StageTimings } from "./types";

/** A dish as pages that embed the lens see it. */
export interface PublicDish {
  readonly id: number;
  /** Its square region of interest in pixels of the source's picture; it may reach over the edge. */
  readonly box: Square;
  /** Id of the domain that it is shown as; of a mix, the one that it starts from. */
  readonly domain: string;
  /** Where it is shown as two dishes in one: their domains, and the share of `to` in [0, 1]. */
  readonly mix: DomainMix | null;
  /** [0, 1] */
  readonly confidence: number;
}

/** What runs the generator. */
export interface PublicTranslator {
  readonly kind: TranslatorKind;
  readonly label: string;
  /** Side of the generator, pixels. */
  readonly size: number;
  /** What the engine on WebGPU multiplies, and whether its kernels were timed on this device; null of other translators. */
  readonly engine: Pick<EngineReport, "arithmetic" | "kernels"> | null;
}

/** The lens in AR, or whether it could be. */
export type PublicImmersive =
  | { readonly kind: "unknown" | "available" | "starting" }
  | { readonly kind: "unsupported"; readonly why: UnsupportedWhy }
  | { readonly kind: "ended"; readonly by: "asked" | "system" | "lost" }
  | ({ readonly kind: "running" } & ImmersiveFacts);

/** What is wrong now. Empty when all is well. */
export interface PublicError {
  /** Stable class name, such as `CameraDeniedError`. */
  readonly name: string;
  readonly message: string;
}

/**
 * `globalThis.mealshift`: the lens's state, for tests and for pages that embed it. Reading it gives the state of that
 * moment; nothing can be written.
 */
export interface MealshiftApi {
  /** True once models, segmenter, translator and compositor are in use. */
  readonly ready: boolean;
  /** What runs the generator, or null while there is none. */
  readonly translator: PublicTranslator | null;
  /** Name of the GPU that WebGPU runs on, or null without WebGPU. */
  readonly adapter: string | null;
  /** What draws the picture, or null while nothing does. */
  readonly compositor: "webgpu" | "webgl2" | "canvas2d" | null;
  /** Dishes translated and pictures drawn, a second, over the last two seconds. */
  readonly fps: Rates;
  /** Median milliseconds of each stage; 0 before its first run. */
  readonly stages: StageTimings;
  /** Kind and state of the source in use, or null before the first. */
  readonly source: { readonly kind: string; readonly status: string } | null;
  /** Size of the source's picture in pixels, or null before the first. */
  readonly picture: { readonly width: number; readonly height: number } | null;
  readonly dishes: readonly PublicDish[];
  /** Strength of the effect, [0, 1]. */
  readonly strength: number;
  /** Whether one picture of the source stands still. */
  readonly frozen: boolean;
  readonly immersive: PublicImmersive;
  readonly errors: readonly PublicError[];
}

declare global {
  var mealshift: MealshiftApi;
}

/** A read-only view of the state. */
export const createPublicApi = (state: LensState): MealshiftApi =>
  Object.freeze({
    get ready() {
      return state.phase.peek().kind === "ready";
    },
    get translator() {
      const translator = state.translator.peek();
      if (translator === null) return null;
      const { kind, label, size, engine } = translator;
      const chosen = engine === null ? null : Object.freeze({ arithmetic: engine.arithmetic, kernels: engine.kernels });
      return Object.freeze({ kind, label, size, engine: chosen });
    },
    get adapter() {
      return state.adapter.peek();
    },
    get compositor() {
      return state.compositor.peek();
    },
    get fps() {
      return Object.freeze({ ...state.rates.peek() });
    },
    get stages() {
      return Object.freeze({ ...state.timings.peek() });
    },
    get source() {
      const source = state.source.peek();
      return source === null ? null : Object.freeze({ kind: source.kind, status: source.status });
    },
    get picture() {
      const picture = state.picture.peek();
      return picture === null ? null : Object.freeze({ ...picture });
    },
    get dishes() {
      return Object.freeze(
        state.dishes.peek().map(({ id, roi, domain, mix, confidence }) =>
          Object.freeze({
            id,
            box: Object.freeze({ ...roi }),
            domain,
            mix: mix === null ? null : Object.freeze({ ...mix }),
            confidence,
          }),
        ),
      );
    },
    get strength() {
      return state.strength.peek();
    },
    get frozen() {
      return state.frozen.peek();
    },
    get immersive() {
      const immersive = state.immersive.peek();
      if (immersive.kind === "ended") return Object.freeze({ kind: immersive.kind, by: immersive.end.kind });
      return Object.freeze({ ...immersive });
    },
    get errors() {
      return Object.freeze(state.faults.peek().map(({ name, message }) => Object.freeze({ name, message })));
    },
  });

/** Puts the view where pages and tests find it; it can be neither replaced nor deleted. */
export const publishApi = (state: LensState): void => {
  Object.defineProperty(globalThis, "mealshift", {
    value: createPublicApi(state),
    enumerable: true,
    writable: false,
    configurable: false,
  });
};
