import { Vector2, Vector4 } from "three/webgpu";
import type { QuadMesh } from "three/webgpu";
import { Fn, exp2, floor, fract, min, smoothstep, uniform, uv, vec2, vec4 } from "three/tsl";
import { borderFade } from "../../net/picture/look";
import { gainOne, gainRange } from "./light";
import { baseLevel, createPass, targetRow } from "./pass";
import type { RowOrder } from "./pass";
import { rawTexture } from "./raw-texture";
import type { RawTexture } from "./raw-texture";

export interface BakePass {
  readonly quad: QuadMesh;
  readonly patch: RawTexture;
  /** What the light pass wrote. */
  readonly light: RawTexture;
  readonly mask: RawTexture;
  /** Cells of the mask's grid. */
  readonly maskSize: { readonly value: Vector2 };
  /** The dish's square in the mask, in texture coordinates: x, y, width, height. */
  readonly maskRect: { readonly value: Vector4 };
}

/**
 * Writes a patch into its tile: its colours in the scene's light, and the dish's mask as alpha. So each patch carries
 * the mask that it came with, both move with the dish, and both blend into the next.
 *
 * The mask's grid is coarse (a cell may be 20 pixels of the frame), and stretched linearly its edge would be a
 * staircase of diamonds: it is stretched with a cubic B-spline, as four linear samples (Sigg and Hadwiger, "Fast
 * Third-Order Texture Filtering", GPU Gems 2, 2005).
 */
export function createBakePass(rows: RowOrder): BakePass {
  const patch = rawTexture();
  const light = rawTexture();
  const mask = rawTexture();
  const maskSize = uniform(new Vector2(1, 1));
  const maskRect = uniform(new Vector4(0, 0, 1, 1));

  const fragment = Fn(() => {
    const at = uv();
    const gain = exp2(
      light
        .sample(vec2(at.x, targetRow(at.y, rows)))
        .level(baseLevel)
        .rgb.sub(gainOne)
        .mul(gainRange),
    );
    const color = patch.sample(at).level(baseLevel).rgb.mul(gain);

    const cell = at.mul(maskRect.zw).add(maskRect.xy).mul(maskSize).sub(0.5).toVar();
    const base = floor(cell).toVar();
    const f = fract(cell).toVar();
    const f2 = f.mul(f).toVar();
    const f3 = f2.mul(f).toVar();
    const w0 = f2.mul(3).sub(f.mul(3)).sub(f3).add(1).div(6).toVar();
    const w1 = f3.mul(3).sub(f2.mul(6)).add(4).div(6).toVar();
    const w3 = f3.div(6).toVar();
    const left = w0.add(w1).toVar();
    const right = left.oneMinus().toVar();
    const near = base.add(w1.div(left)).sub(0.5).div(maskSize).toVar();
    const far = base.add(w3.div(right)).add(1.5).div(maskSize).toVar();
    const sample = (x: typeof near.x, y: typeof near.y) => mask.sample(vec2(x, y)).level(baseLevel).r;
    const top = sample(near.x, near.y).mul(left.x).add(sample(far.x, near.y).mul(right.x));
    const bottom = sample(near.x, far.y).mul(left.x).add(sample(far.x, far.y).mul(right.x));
    const dish = top.mul(left.y).add(bottom.mul(right.y));

    const edge = min(at, at.oneMinus());
    const fade = smoothstep(0, borderFade, min(edge.x, edge.y));
    return vec4(color, dish.mul(fade));
  })();

  return { quad: createPass(fragment), patch, light, mask, maskSize, maskRect };
}
