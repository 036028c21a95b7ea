import { Mesh, PlaneGeometry, Vector4 } from "three/webgpu";
import { Fn, mix, uniform, uv, varying, vec2, vec4 } from "three/tsl";
import { steam } from "../../net/picture/steam";
import { baseLevel, createMaterial } from "./pass";
import { rawTexture } from "./raw-texture";
import type { RawTexture } from "./raw-texture";

const unitSquare = /* @__PURE__ */ new PlaneGeometry(1, 1);

export interface SteamDrawing {
  readonly mesh: Mesh;
  /** The field: opacities, in red. */
  readonly field: RawTexture;
  /** The part of the screen to draw: left, top, right, bottom in [0, 1]. */
  readonly box: { readonly value: Vector4 };
  /** What that part shows of the field, the same way; mirrored when left is more than right. */
  readonly part: { readonly value: Vector4 };
  readonly opacity: { value: number };
}

/** The steam of one dish over the picture: its field, stretched over the dish's surroundings. */
export function createSteamDrawing(): SteamDrawing {
  const field = rawTexture();
  const box = uniform(new Vector4());
  const part = uniform(new Vector4());
  const opacity = uniform(0);
  // A plane's uv runs from the bottom left.
  const corner = vec2(uv().x, uv().y.oneMinus());
  const onScreen = mix(box.xy, box.zw, corner);
  const vertex = vec4(onScreen.x.mul(2).sub(1), onScreen.y.mul(-2).add(1), 0, 1);
  const at = varying(mix(part.xy, part.zw, corner));
  const [red, green, blue] = steam.colour;
  const fragment = Fn(() =>
    vec4(red / 255, green / 255, blue / 255, field.sample(at).level(baseLevel).r.mul(opacity)),
  )();
  const mesh = new Mesh(unitSquare, createMaterial(vertex, fragment, true));
  mesh.frustumCulled = false;
  return { mesh, field, box, part, opacity };
}
