import { Matrix4, Vector4 } from "three";
import type { Patch } from "../../translator/types";
import type { SpaceDish } from "../types";
import { projectToPart } from "./projection";

/** Places on the rim that are asked for. */
const places = 16;

const toPart = /* @__PURE__ */ new Matrix4();
const place = /* @__PURE__ */ new Vector4();

/** How much of a dish's rim a patch shows, [0, 1]: less where the dish was cut by the frame's edge. */
export function coverage(patch: Patch, { x, z, radius, rimHeight }: SpaceDish): number {
  const { view, roi, frameWidth, frameHeight } = patch;
  if (view === undefined) return 0;
  projectToPart(view, patch, toPart);
  let seen = 0;
  for (let i = 0; i < places; i++) {
    const angle = (2 * Math.PI * i) / places;
    place.set(x + Math.cos(angle) * radius, rimHeight, z + Math.sin(angle) * radius, 1).applyMatrix4(toPart);
    if (place.w <= 0) continue;
    const [u, v] = [place.x / place.w, place.y / place.w];
    const inPatch = u >= 0 && u <= 1 && v >= 0 && v <= 1;
    const pixelX = roi.cx + (u - 0.5) * roi.size;
    const pixelY = roi.cy + (v - 0.5) * roi.size;
    if (inPatch && pixelX >= 0 && pixelX <= frameWidth && pixelY >= 0 && pixelY <= frameHeight) seen++;
  }
  return seen / places;
}
