import type { Mesh } from "three/webgpu";
import { Fn, mix, positionGeometry, uniform, uv, varying, vec2, vec4 } from "three/tsl";
import { QuadMesh } from "three/webgpu";
import { baseLevel, createMaterial } from "./pass";
import { rawTexture } from "./raw-texture";
import type { RawTexture } from "./raw-texture";

export interface FrameDrawing {
  readonly mesh: Mesh;
  readonly frame: RawTexture;
  /** 1 or 0. */
  readonly mirrored: { value: number };
}

/** The camera's picture over the whole screen, and nothing else: one sample a pixel. */
export function createFrameDrawing(): FrameDrawing {
  const frame = rawTexture();
  const mirrored = uniform(0);
  const at = varying(vec2(mix(uv().x, uv().x.oneMinus(), mirrored), uv().y));
  const fragment = Fn(() => vec4(frame.sample(at).level(baseLevel).rgb, 1))();
  const mesh = new QuadMesh(createMaterial(vec4(positionGeometry.xy, 0, 1), fragment, false));
  mesh.frustumCulled = false;
  return { mesh, frame, mirrored };
}
