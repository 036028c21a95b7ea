import type { IconNode } from "lucide";

/** Side of the square that lucide's icons are drawn in. */
const SIDE = 24;

/** Draws a line icon of paths, circles and rectangles into a square; nothing else occurs in those that are used here. */
export function drawIcon(
  context: CanvasRenderingContext2D,
  icon: IconNode,
  [x, y, side]: readonly [x: number, y: number, side: number],
  colour: string,
): void {
  context.save();
  context.translate(x, y);
  context.scale(side / SIDE, side / SIDE);
  context.strokeStyle = colour;
  context.lineWidth = 2.4;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const [tag, attributes] of icon) {
    const value = (name: string) => Number(attributes[name] ?? 0);
    const path = new Path2D(tag === "path" ? String(attributes["d"]) : undefined);
    if (tag === "rect") path.roundRect(value("x"), value("y"), value("width"), value("height"), value("rx"));
    if (tag === "circle") path.arc(value("cx"), value("cy"), value("r"), 0, 2 * Math.PI);
    context.stroke(path);
  }
  context.restore();
}
