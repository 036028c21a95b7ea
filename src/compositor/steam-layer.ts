import { Group, RedFormat, Vector4 } from "three/webgpu";
import { squareToRect } from "../net/picture/rect";
import { steam, steamField } from "../net/picture/steam";
import { createDataTexture } from "./data-texture";
import type { DishSlot } from "./dish-slot";
import { maxDishes } from "./dish-slots";
import { placeSquare } from "./geometry";
import type { View } from "./geometry";
import { createSteamDrawing } from "./materials/steam";
import type { FrameSize } from "./stage";

/** Half a cell at each end of the field, where there is nothing to be seen: samples stay within it. */
const margin = 0.5 / Math.min(steam.columns, steam.rows);

/** The steam of all dishes, on a GPU: their fields as small textures, each stretched over its dish. */
export class SteamLayer {
  readonly group = new Group();
  readonly #plumes = Array.from({ length: maxDishes }, () => {
    const field = new Uint8ClampedArray(steam.columns * steam.rows);
    const texture = createDataTexture(field, steam.columns, steam.rows, RedFormat);
    const drawing = createSteamDrawing();
    drawing.field.value = texture;
    return { field, texture, drawing };
  });
  readonly #square = new Vector4();

  constructor() {
    this.group.add(...this.#plumes.map(({ drawing }) => drawing.mesh));
  }

  /** Places each dish's steam as it is at `now`, ms. */
  update(slots: readonly DishSlot[], frame: FrameSize, view: View, strength: number, now: number): void {
    for (const [column, { field, texture, drawing }] of this.#plumes.entries()) {
      const slot = slots[column];
      const opacity = slot === undefined ? 0 : slot.steam * slot.presence * strength;
      drawing.mesh.visible = slot !== undefined && opacity > 0 && this.#place(column, slot, frame, view);
      if (slot === undefined || !drawing.mesh.visible) continue;
      drawing.opacity.value = opacity;
      steamField(now / 1000, slot.dishId ?? 0, field);
      texture.needsUpdate = true;
    }
  }

  dispose(): void {
    for (const { texture, drawing } of this.#plumes) {
      texture.dispose();
      for (const material of [drawing.mesh.material].flat()) material.dispose();
    }
  }

  #place(column: number, { roi }: DishSlot, frame: FrameSize, view: View): boolean {
    const drawing = this.#plumes[column]?.drawing;
    if (drawing === undefined) return false;
    const rect = this.#square;
    squareToRect(roi, frame.width, frame.height, rect);
    // From the dish's square to the field over it.
    rect.x += (0.5 + steam.left) * rect.z;
    rect.y += (0.5 + steam.top) * rect.w;
    rect.z *= steam.width;
    rect.w *= steam.height;
    return placeSquare(rect, margin, view, drawing.box.value, drawing.part.value);
  }
}
