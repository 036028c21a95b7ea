import { WebGPURenderer } from "three/webgpu";
import { ThreeStage } from "./three-stage";
import type { ThreeStageOptions } from "./three-stage";

/** A canvas for WebGL2, or a canvas and the device that draws on it. */
export interface GpuCanvas {
  readonly canvas: HTMLCanvasElement;
  readonly device?: GPUDevice;
}

/** Three, its renderer and our shaders on a canvas. Rejects where the GPU or three refuses. */
export async function createGpuStage({ canvas, device }: GpuCanvas, options: ThreeStageOptions): Promise<ThreeStage> {
  const renderer = new WebGPURenderer({
    ...(device === undefined ? { canvas, context: webgl2Of(canvas), forceWebGL: true } : { canvas, device }),
    antialias: false,
    depth: false,
    stencil: false,
    alpha: false,
  });
  await renderer.init();
  // three falls back to WebGL2 by itself where its WebGPU backend fails, but without the pixels' own path.
  if (device !== undefined && !("isWebGPUBackend" in renderer.backend)) throw new Error("three refused WebGPU");
  return ThreeStage.create(renderer, options);
}

function webgl2Of(canvas: HTMLCanvasElement): WebGL2RenderingContext {
  const context = canvas.getContext("webgl2", {
    alpha: true,
    antialias: false,
    depth: false,
    stencil: false,
    powerPreference: "high-performance",
  });
  if (context === null) throw new Error("this canvas gives no WebGL2 context");
  return context;
}
