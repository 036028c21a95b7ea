import { Vector4 } from "three/webgpu";
import type { QuadMesh } from "three/webgpu";
import { Fn, Loop, clamp, dot, exp, float, int, log2, max, step, uniform, uv, vec2, vec3, vec4 } from "three/tsl";
import { light as look } from "../../net/picture/look";
import { baseLevel, createPass } from "./pass";
import { rawTexture } from "./raw-texture";
import type { RawTexture } from "./raw-texture";

const { samples, blurSigma, meanWeight, floorLuminance, exposureLimit, shadingLimit, tintLimit } = look;

/** Gains are written as log2(gain) / gainRange + gainOne: from a third to three, in steps of less than one per cent. */
export const gainRange = 3.2;
/** The gain 1, as a byte can say it exactly. */
export const gainOne = 128 / 255;

export interface LightPass {
  readonly quad: QuadMesh;
  readonly frame: RawTexture;
  readonly patch: RawTexture;
  readonly mask: RawTexture;
  /** The dish's square in the frame, in texture coordinates: x, y, width, height. */
  readonly frameRect: { readonly value: Vector4 };
  /** The dish's square in the mask. */
  readonly maskRect: { readonly value: Vector4 };
  /** [0, 1]: 0 leaves patches as the generator made them. */
  readonly strength: { value: number };
}

/**
 * Compares the low frequencies of the camera's picture with those of the patch, inside the dish alone, and writes the
 * gains that bring the patch into the scene's light (see `light` in src/net/picture/look.ts), red, green and blue.
 */
export function createLightPass(): LightPass {
  const frame = rawTexture();
  const patch = rawTexture();
  const mask = rawTexture();
  const frameRect = uniform(new Vector4(0, 0, 1, 1));
  const maskRect = uniform(new Vector4(0, 0, 1, 1));
  const strength = uniform(0.5);

  const fragment = Fn(() => {
    const here = uv();
    const originalAll = vec4(0).toVar();
    const patchAll = vec3(0).toVar();
    const originalHere = vec4(0).toVar();
    const patchHere = vec3(0).toVar();
    Loop({ start: int(0), end: int(samples * samples), type: "int", condition: "<" }, ({ i }) => {
      const at = vec2(float(i.mod(int(samples))), float(i.div(int(samples))))
        .add(0.5)
        .div(samples)
        .toVar();
      const frameAt = at.mul(frameRect.zw).add(frameRect.xy).toVar();
      const inside = step(0, frameAt).mul(step(frameAt, 1));
      const dish = mask.sample(at.mul(maskRect.zw).add(maskRect.xy)).level(baseLevel).r;
      const weight = dish.mul(inside.x).mul(inside.y).toVar();
      const offset = at.sub(here).toVar();
      const near = weight.mul(exp(dot(offset, offset).div(-2 * blurSigma * blurSigma))).toVar();
      const original = frame.sample(frameAt).level(baseLevel).rgb.toVar();
      const translated = patch.sample(at).level(baseLevel).rgb.toVar();
      originalAll.addAssign(vec4(original, 1).mul(weight));
      patchAll.addAssign(translated.mul(weight));
      originalHere.addAssign(vec4(original, 1).mul(near));
      patchHere.addAssign(translated.mul(near));
    });
    const luma = vec3(...look.luma);
    const all = max(originalAll.w, 1e-4);
    const originalMean = originalAll.rgb.div(all).toVar();
    const patchMean = patchAll.div(all).toVar();
    // Where little of the dish is near, the mean of all of it stands in.
    const nearby = originalHere.w.add(meanWeight).toVar();
    const originalNear = originalHere.rgb.add(originalMean.mul(meanWeight)).div(nearby);
    const patchNear = patchHere.add(patchMean.mul(meanWeight)).div(nearby);
    const originalLuma = dot(originalMean, luma).add(floorLuminance).toVar();
    const patchLuma = dot(patchMean, luma).add(floorLuminance).toVar();
    const exposure = originalLuma.div(patchLuma).toVar();
    const localRatio = dot(originalNear, luma).add(floorLuminance).div(dot(patchNear, luma).add(floorLuminance));
    const shading = localRatio.div(exposure);
    const tint = originalMean.add(floorLuminance).div(originalLuma).div(patchMean.add(floorLuminance).div(patchLuma));
    const limited = clamp(exposure, 1 / exposureLimit, exposureLimit).mul(
      clamp(shading, 1 / shadingLimit, shadingLimit),
    );
    const gain = clamp(tint, vec3(1 / tintLimit), vec3(tintLimit)).mul(limited);
    return vec4(log2(gain).mul(strength).div(gainRange).add(gainOne), 1);
  })();

  return { quad: createPass(fragment), frame, patch, mask, frameRect, maskRect, strength };
}
