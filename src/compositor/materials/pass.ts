import { NoBlending, NodeMaterial, QuadMesh } from "three/webgpu";
import type { Node } from "three/webgpu";
import { float, positionGeometry, vec4 } from "three/tsl";

/** Level for `texture.level()`: sampling in branches and loops may not derive one from its neighbours. */
export const baseLevel = float(0);

/**
 * A drawing of one fragment function over the whole target. Values pass through untouched: no blending, no depth, no
 * colour management. `uv()` runs from the top left in both backends.
 */
export function createPass(fragment: Node<"vec4">): QuadMesh {
  const material = new NodeMaterial();
  material.blending = NoBlending;
  material.depthTest = false;
  material.depthWrite = false;
  material.fog = false;
  material.toneMapped = false;
  material.vertexNode = vec4(positionGeometry.xy, 0, 1);
  material.fragmentNode = fragment;
  const quad = new QuadMesh(material);
  quad.frustumCulled = false;
  return quad;
}
