import { NoBlending, NodeMaterial, NormalBlending, QuadMesh } from "three/webgpu";
import type { Node } from "three/webgpu";
import { float, positionGeometry, vec4 } from "three/tsl";

/** Level for `texture.level()`: sampling in loops may not derive one from its neighbours. */
export const baseLevel = float(0);

/** WebGL2 stores the rows of what it draws into a texture from the bottom, WebGPU from the top. */
export type RowOrder = "from-top" | "from-bottom";

/** Where a row of a drawn texture lies, for `y` in [0, 1] from the top. */
export function targetRow(y: Node<"float">, rows: RowOrder): Node<"float"> {
  return rows === "from-top" ? y : y.oneMinus();
}

/**
 * A material whose fragments are what they say: no depth, no colour management, and, where it does not cover by its
 * alpha, no blending.
 */
export function createMaterial(vertex: Node<"vec4">, fragment: Node<"vec4">, covers: boolean): NodeMaterial {
  const material = new NodeMaterial();
  material.blending = covers ? NormalBlending : NoBlending;
  material.transparent = covers;
  material.depthTest = false;
  material.depthWrite = false;
  material.fog = false;
  material.toneMapped = false;
  material.vertexNode = vertex;
  material.fragmentNode = fragment;
  return material;
}

/** One drawing over the whole target; `uv()` runs from the top left. */
export function createPass(fragment: Node<"vec4">): QuadMesh {
  const quad = new QuadMesh(createMaterial(vec4(positionGeometry.xy, 0, 1), fragment, false));
  quad.frustumCulled = false;
  return quad;
}
