import { type Segment, segmentsOf, type Tool } from "./brush";
import type { Sketch } from "./sketch";

/** A sketch as pixels, at one or more sizes: black on white. */
export class Surface {
  readonly #contexts: readonly CanvasRenderingContext2D[];

  constructor(...contexts: readonly CanvasRenderingContext2D[]) {
    this.#contexts = contexts;
  }

  /** Draws all of it anew. */
  draw({ lines, strokes }: Sketch): void {
    for (const context of this.#contexts) {
      const side = context.canvas.width;
      context.fillStyle = "#fff";
      context.fillRect(0, 0, side, side);
      context.imageSmoothingQuality = "high";
      if (lines !== null) context.drawImage(lines.picture, 0, 0, side, side);
    }
    for (const stroke of strokes) for (const segment of segmentsOf(stroke)) this.add(stroke.tool, segment);
  }

  /** Draws a curve on what is there. */
  add(tool: Tool, { from, control, to, width }: Segment): void {
    for (const context of this.#contexts) {
      const side = context.canvas.width;
      context.strokeStyle = tool === "eraser" ? "#fff" : "#000";
      context.lineWidth = width * side;
      context.lineCap = "round";
      context.beginPath();
      context.moveTo(from.x * side, from.y * side);
      context.quadraticCurveTo(control.x * side, control.y * side, to.x * side, to.y * side);
      context.stroke();
    }
  }
}
