import { Vector4 } from "three/webgpu";
import type { QuadMesh, Texture } from "three/webgpu";
import {
  Fn,
  If,
  Loop,
  clamp,
  float,
  int,
  mix,
  smoothstep,
  texture,
  uniform,
  uniformArray,
  uv,
  vec2,
  vec4,
} from "three/tsl";
import { maxDishes } from "../dish-slots";
import { tilesPerDish } from "../tile-blend";
import { blankTexture } from "../data-texture";
import { baseLevel, createPass } from "./pass";

/** Mask values between which the picture goes over into the dish; below the first it is untouched. */
const featherFrom = 0.25;
const featherTo = 0.75;

export interface ScreenPass {
  readonly quad: QuadMesh;
  readonly frame: { value: Texture };
  /** Tiles of `tileSize` squared: a column for each dish, a row for each of its patches. */
  readonly atlas: { value: Texture };
  readonly tileSize: { value: number };
  /** Per dish: its square in the frame in texture coordinates, x, y, width, height. */
  readonly rects: readonly Vector4[];
  /** Per dish: weights of its three tiles, then the opacity of the whole. */
  readonly weights: readonly Vector4[];
  readonly divider: { value: number };
  readonly strength: { value: number };
  /** 1 or 0. */
  readonly mirrored: { value: number };
}

/** The picture on screen, in one drawing: the frame, and over it the dishes. */
export function createScreenPass(): ScreenPass {
  const frame = texture(blankTexture());
  const atlas = texture(blankTexture());
  const tileSize = uniform(1);
  const rects = Array.from({ length: maxDishes }, () => new Vector4(0, 0, 1, 1));
  const weights = Array.from({ length: maxDishes }, () => new Vector4());
  const divider = uniform(0);
  const strength = uniform(1);
  const mirrored = uniform(0);
  const rectArray = uniformArray<"vec4">(rects, "vec4");
  const weightArray = uniformArray<"vec4">(weights, "vec4");

  const fragment = Fn(() => {
    const screen = uv();
    const at = vec2(mix(screen.x, screen.x.oneMinus(), mirrored), screen.y).toVar();
    const color = frame.sample(at).level(baseLevel).rgb.toVar();
    If(screen.x.greaterThanEqual(divider).and(strength.greaterThan(0)), () => {
      Loop({ start: int(0), end: int(maxDishes), type: "int", condition: "<" }, ({ i }) => {
        const rect = rectArray.element(i);
        const weight = weightArray.element(i).toVar();
        const inDish = at.sub(rect.xy).div(rect.zw).toVar();
        const inside = inDish.x
          .greaterThan(0)
          .and(inDish.x.lessThan(1))
          .and(inDish.y.greaterThan(0))
          .and(inDish.y.lessThan(1));
        If(weight.w.greaterThan(0).and(inside), () => {
          // Half a texel stays clear of the neighbouring tiles.
          const margin = float(0.5).div(tileSize);
          const inTile = clamp(inDish, margin, margin.oneMinus()).toVar();
          const texel = vec4(0).toVar();
          const components = [weight.x, weight.y, weight.z];
          for (const [row, share] of components.entries()) {
            If(share.greaterThan(0), () => {
              const position = inTile.add(vec2(float(i), row)).div(vec2(maxDishes, tilesPerDish));
              texel.addAssign(atlas.sample(position).level(baseLevel).mul(share));
            });
          }
          const cover = smoothstep(featherFrom, featherTo, texel.a).mul(weight.w).mul(strength);
          color.assign(mix(color, texel.rgb, cover));
        });
      });
    });
    return vec4(color, 1);
  })();

  return { quad: createPass(fragment), frame, atlas, tileSize, rects, weights, divider, strength, mirrored };
}
