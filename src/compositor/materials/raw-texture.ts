import { TextureNode } from "three/webgpu";
import type { Node, NodeBuilder, Texture } from "three/webgpu";
import { blankTexture } from "../data-texture";

/**
 * A texture that is sampled where it is asked to be. three's own node decides for every sample, in a branch of the
 * fragment shader, whether the texture's rows must be turned round on WebGL2; on software GL that costs as much as
 * the drawing itself. Here the shaders know: see `targetRow`.
 */
class RawTextureNode extends TextureNode {
  /** Called by three in the place of its own. */
  setupUV(_builder: NodeBuilder, uv: Node): Node {
    return uv;
  }
}

export type RawTexture = RawTextureNode & { value: Texture };

export function rawTexture(): RawTexture {
  return new RawTextureNode(blankTexture());
}
