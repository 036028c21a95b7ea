import { defaultLightMatch } from "../net/picture/look";
import { isSoftwareRenderer } from "../translator/software";
import { WindowCompositor } from "./compositor";
import { CompositorUnavailableError } from "./errors";
import type { CompositorLostError } from "./errors";
import type { GpuCanvas } from "./gpu-stage";
import { presents } from "./presents";
import type { Stage } from "./stage";
import type { Compositor } from "./types";

export interface CompositorOptions {
  /** The app's device, of a real adapter. Without one, or where its canvas does not present, WebGL2 draws. */
  readonly device?: GPUDevice | undefined;
  /** A canvas that has no context yet; without one the compositor makes its own, for the caller to put in the page. */
  readonly canvas?: HTMLCanvasElement | undefined;
  /** How far patches take on the light of the scene, [0, 1]; 0.6 unless told. */
  readonly lightMatch?: number | undefined;
  /**
   * The device is lost, or the canvas's context did not come back within 5 seconds. The compositor draws nothing any
   * more: dispose of it and create another with a canvas of its own. A context that comes back is not reported.
   */
  readonly onLost?: ((error: CompositorLostError) => void) | undefined;
  /** Another `render` is due after `ms`: 0 where a fade is under way or a lost context came back, more for steam alone. */
  readonly onNeedsRender?: ((ms: number) => void) | undefined;
}

/**
 * The best compositor that this machine can run: on WebGPU, on WebGL2, or, where both would be drawn on the processor,
 * on a 2D canvas. Each is fetched where it is chosen, for three is most of the page's script. On a GPU it takes the time
 * of compiling three shaders, in the background where the browser can.
 * @throws CompositorUnavailableError when none of them draws.
 */
export async function createCompositor(options: CompositorOptions = {}): Promise<Compositor> {
  const { device } = options;
  const causes: unknown[] = [];
  if (device !== undefined && (await presents(device))) {
    const canvas = options.canvas ?? document.createElement("canvas");
    try {
      return await createOnGpu("webgpu", { canvas, device }, options);
    } catch (error) {
      // The caller's canvas now belongs to WebGPU and cannot change.
      if (options.canvas !== undefined) throw unavailable("WebGPU failed on the canvas that was given", [error]);
      causes.push(error);
    }
  }
  if (hasGpu()) {
    const canvas = options.canvas ?? document.createElement("canvas");
    try {
      return await createOnGpu("webgl2", { canvas }, options);
    } catch (error) {
      if (options.canvas !== undefined) throw unavailable("WebGL2 failed on the canvas that was given", [error]);
      causes.push(error);
    }
  }
  try {
    return await createOnProcessor(options.canvas ?? document.createElement("canvas"), options);
  } catch (error) {
    throw unavailable("a 2D canvas failed to start", [...causes, error]);
  }
}

function createOnGpu(backend: "webgpu" | "webgl2", on: GpuCanvas, options: CompositorOptions): Promise<Compositor> {
  return createWith(backend, on.canvas, options, async (onLost) => {
    const { createGpuStage } = await import("./gpu-stage");
    return createGpuStage(on, { backend, lightMatch: lightMatchOf(options), onLost });
  });
}

function createOnProcessor(canvas: HTMLCanvasElement, options: CompositorOptions): Promise<Compositor> {
  return createWith("canvas2d", canvas, options, async (onLost) => {
    const { CanvasStage } = await import("./canvas/stage");
    return new CanvasStage({ canvas, lightMatch: lightMatchOf(options), onLost });
  });
}

function createWith(
  backend: Compositor["backend"],
  canvas: HTMLCanvasElement,
  options: CompositorOptions,
  makeStage: (onLost: (reason: string) => void) => Promise<Stage>,
): Promise<Compositor> {
  return WindowCompositor.create({
    backend,
    canvas,
    onLost: options.onLost ?? (() => undefined),
    onNeedsRender: options.onNeedsRender ?? (() => undefined),
    ownsCanvas: options.canvas === undefined,
    makeStage,
  });
}

function lightMatchOf({ lightMatch }: CompositorOptions): number {
  return lightMatch ?? defaultLightMatch;
}

/** True where WebGL2 is drawn by a GPU. */
function hasGpu(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2", { powerPreference: "high-performance" });
  if (gl === null) return false;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL);
  // A page has few contexts.
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return !isSoftwareRenderer(String(name));
}

function unavailable(reason: string, causes: readonly unknown[]): CompositorUnavailableError {
  return new CompositorUnavailableError(
    `The picture cannot be drawn: ${reason}. Switch on hardware acceleration, or use a current browser.`,
    { cause: causes.length > 1 ? new AggregateError(causes) : causes[0] },
  );
}
