import { WebGPURenderer } from "three/webgpu";
import { isSoftwareRenderer } from "../translator/software";
import { WindowCompositor } from "./compositor";
import { CompositorUnavailableError } from "./errors";
import type { CompositorLostError } from "./errors";
import type { Upload } from "./frame-texture";
import { presents } from "./presents";
import type { Compositor } from "./types";

export interface CompositorOptions {
  /** The app's device, of a real adapter. Without one, or where its canvas does not present, WebGL2 draws. */
  readonly device?: GPUDevice | undefined;
  /** A canvas that has no context yet; without one the compositor makes its own, for the caller to put in the page. */
  readonly canvas?: HTMLCanvasElement | undefined;
  /** How far patches take on the light of the scene, [0, 1]; 0.6 unless told. */
  readonly lightMatch?: number | undefined;
  /**
   * The device is lost, or a WebGL context did not come back within 5 seconds. The compositor draws nothing any more:
   * dispose of it and create another with a canvas of its own. A context that comes back is not reported.
   */
  readonly onLost?: ((error: CompositorLostError) => void) | undefined;
  /** Another `render` is due: a fade is under way, or a lost context came back. */
  readonly onNeedsRender?: (() => void) | undefined;
}

/**
 * The best compositor that this machine can run. Takes the time of compiling three shaders, in the background where the
 * browser can.
 * @throws CompositorUnavailableError when neither WebGPU nor WebGL2 draws.
 */
export async function createCompositor(options: CompositorOptions = {}): Promise<Compositor> {
  const { device } = options;
  const causes: unknown[] = [];
  if (device !== undefined && (await presents(device))) {
    const canvas = options.canvas ?? document.createElement("canvas");
    try {
      return await create("webgpu", canvas, "direct", { canvas, device }, options);
    } catch (error) {
      // The caller's canvas now belongs to WebGPU and cannot change.
      if (options.canvas !== undefined) throw unavailable("WebGPU failed on the canvas that was given", [error]);
      causes.push(error);
    }
  }
  const canvas = options.canvas ?? document.createElement("canvas");
  const context = canvas.getContext("webgl2", {
    alpha: true,
    antialias: false,
    depth: false,
    stencil: false,
    powerPreference: "high-performance",
  });
  if (context === null) throw unavailable("this browser gives no WebGL2 context", causes);
  try {
    return await create("webgl2", canvas, uploadOn(context), { canvas, context, forceWebGL: true }, options);
  } catch (error) {
    throw unavailable("WebGL2 failed to start", [...causes, error]);
  }
}

type RendererParameters = ConstructorParameters<typeof WebGPURenderer>[0];

function create(
  backend: Compositor["backend"],
  canvas: HTMLCanvasElement,
  upload: Upload,
  parameters: RendererParameters,
  options: CompositorOptions,
): Promise<Compositor> {
  return WindowCompositor.create({
    backend,
    canvas,
    upload,
    lightMatch: options.lightMatch ?? 0.6,
    onLost: options.onLost ?? (() => undefined),
    onNeedsRender: options.onNeedsRender ?? (() => undefined),
    ownsCanvas: options.canvas === undefined,
    makeRenderer: async () => {
      const renderer = new WebGPURenderer({
        ...parameters,
        antialias: false,
        depth: false,
        stencil: false,
        alpha: false,
      });
      await renderer.init();
      // three falls back to WebGL2 by itself where its WebGPU backend fails, but without the pixels' own path.
      if (backend === "webgpu" && !("isWebGPUBackend" in renderer.backend)) throw new Error("three refused WebGPU");
      return renderer;
    },
  });
}

function uploadOn(gl: WebGL2RenderingContext): Upload {
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL);
  return isSoftwareRenderer(String(name)) ? "through-canvas" : "direct";
}

function unavailable(reason: string, causes: readonly unknown[]): CompositorUnavailableError {
  return new CompositorUnavailableError(
    `The picture cannot be drawn: ${reason}. Switch on hardware acceleration, or use a current browser.`,
    { cause: causes.length > 1 ? new AggregateError(causes) : causes[0] },
  );
}
