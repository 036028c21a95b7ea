import type { Mask } from "../segmentation/types";
import type { Patch } from "../translator/types";
import { LayerError } from "./errors";
import type { Compositor } from "./types";

/** @throws LayerError when the sizes and the bytes contradict each other, or the backend cannot read the patch. */
export function checkLayer(mask: Mask, patch: Patch, backend: Compositor["backend"]): void {
  checkLength("The mask", mask.data.length, mask.width * mask.height);
  if (patch.picture.kind === "pixels") checkLength("The patch", patch.picture.data.length, patch.size * patch.size * 4);
  else if (backend !== "webgpu") {
    throw new LayerError("A patch in a GPUTexture can be drawn on WebGPU alone; hand its pixels over instead.");
  }
}

function checkLength(what: string, length: number, expected: number): void {
  if (expected > 0 && length === expected) return;
  throw new LayerError(`${what} has ${length} bytes, but its size asks for ${expected}.`);
}
