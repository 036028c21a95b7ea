import { Mesh, PlaneGeometry, Vector4 } from "three/webgpu";
import { Fn, If, mix, smoothstep, uniform, uv, varying, vec2, vec4 } from "three/tsl";
import { maxDishes } from "../dish-slots";
import { featherFrom, featherTo } from "../../net/picture/look";
import { tilesPerDish } from "../tile-blend";
import { baseLevel, createMaterial, targetRow } from "./pass";
import type { RowOrder } from "./pass";
import { rawTexture } from "./raw-texture";
import type { RawTexture } from "./raw-texture";

const unitSquare = /* @__PURE__ */ new PlaneGeometry(1, 1);

export interface DishDrawing {
  readonly mesh: Mesh;
  /** Tiles: a column for each dish, a row for each of its patches. */
  readonly atlas: RawTexture;
  /** The part of the screen to draw: left, top, right, bottom in [0, 1]. */
  readonly box: { readonly value: Vector4 };
  /** What that part shows of the dish's square, the same way; mirrored when left is more than right. */
  readonly part: { readonly value: Vector4 };
  /** Weights of the three tiles, then the opacity of the whole. */
  readonly weights: { readonly value: Vector4 };
}

/**
 * A dish over the picture: its patches, blended, under its mask. Only the dish's own square is drawn, and everything
 * that is the same for all of it (place, mirroring, divider) is in its corners.
 */
export function createDishDrawing(column: number, rows: RowOrder): DishDrawing {
  const atlas = rawTexture();
  const box = uniform(new Vector4());
  const part = uniform(new Vector4());
  const weights = uniform(new Vector4());

  // A plane's uv runs from the bottom left.
  const corner = vec2(uv().x, uv().y.oneMinus());
  const onScreen = mix(box.xy, box.zw, corner);
  const vertex = vec4(onScreen.x.mul(2).sub(1), onScreen.y.mul(-2).add(1), 0, 1);
  const inDish = mix(part.xy, part.zw, corner);
  const tile = (row: number) => {
    const y = inDish.y.add(row).div(tilesPerDish);
    return varying(vec2(inDish.x.add(column).div(maxDishes), targetRow(y, rows)));
  };

  const fragment = Fn(() => {
    const texel = vec4(0).toVar();
    // Mostly one or two tiles have weight, and on software GL the samples are the price.
    for (const [row, weight] of [weights.x, weights.y, weights.z].entries()) {
      If(weight.greaterThan(0), () => {
        texel.addAssign(atlas.sample(tile(row)).level(baseLevel).mul(weight));
      });
    }
    return vec4(texel.rgb, smoothstep(featherFrom, featherTo, texel.a).mul(weights.w));
  })();

  const mesh = new Mesh(unitSquare, createMaterial(vertex, fragment, true));
  mesh.frustumCulled = false;
  return { mesh, atlas, box, part, weights };
}
