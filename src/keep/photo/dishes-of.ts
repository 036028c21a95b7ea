import type { Ellipse, Mask, Square } from "../../net/dish";
import type { DishChoices } from "../../session";

/** A dish of a photograph, in its pixels. */
export interface PhotoDish {
  readonly ellipse: Ellipse;
  readonly roi: Square;
  readonly mask: Mask;
}

/** The dishes that were found in a photograph of `width` by `height`; where there are none, those of the live view, moved over. */
export function dishesOf(
  found: readonly PhotoDish[],
  choices: DishChoices,
  { width }: { readonly width: number },
): readonly PhotoDish[] {
  if (found.length > 0) return found;
  // Photograph and frame show the same, in other numbers of pixels.
  const scale = width / choices.width;
  return choices.dishes.map(({ dish: { ellipse, roi, mask } }) => ({
    ellipse: {
      cx: ellipse.cx * scale,
      cy: ellipse.cy * scale,
      rx: ellipse.rx * scale,
      ry: ellipse.ry * scale,
      angle: ellipse.angle,
    },
    roi: { cx: roi.cx * scale, cy: roi.cy * scale, size: roi.size * scale },
    mask,
  }));
}
