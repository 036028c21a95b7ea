import { useEffect, useRef } from "preact/hooks";

import { useTranslate } from "../../ui/kit/language";
import { type BrushPoint, PLAIN_PRESSURE } from "./brush";
import type { SketchLab } from "./lab";

/** Side of the canvas, pixels: four times what the net sees. */
const SHOWN_SIDE = 768;
/** The bit of a pen's other end in `PointerEvent.buttons`. */
const PEN_ERASER = 32;

/** The sheet that is drawn on, by mouse, finger or pen. */
export const Pad = ({ lab }: { readonly lab: SketchLab }) => {
  const t = useTranslate();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d", { alpha: false, desynchronized: true });
    if (context) lab.attach(context);
  }, [lab]);

  const onDown = (event: PointerEvent & { currentTarget: HTMLCanvasElement }) => {
    if (event.button > 0 && event.buttons !== PEN_ERASER) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    const erases = event.pointerType === "pen" && (event.buttons & PEN_ERASER) !== 0;
    lab.begin(pointOf(event, event.currentTarget), erases ? "eraser" : undefined);
  };
  const onMove = (event: PointerEvent & { currentTarget: HTMLCanvasElement }) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { currentTarget } = event;
    // A fast pen moves more often than the page is drawn.
    const moves = event.getCoalescedEvents?.() ?? [];
    lab.extend((moves.length > 0 ? moves : [event]).map((move) => pointOf(move, currentTarget)));
  };
  return (
    <canvas
      ref={canvas}
      class="lab-picture pad"
      width={SHOWN_SIDE}
      height={SHOWN_SIDE}
      role="img"
      aria-label={t("labs.sketch.pad")}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={() => lab.end()}
      onPointerCancel={() => lab.end()}
    />
  );
};

function pointOf(event: PointerEvent, canvas: HTMLCanvasElement): BrushPoint {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const feels = event.pointerType === "pen" && event.pressure > 0;
  return {
    x: (event.clientX - left) / width,
    y: (event.clientY - top) / height,
    pressure: feels ? event.pressure : PLAIN_PRESSURE,
  };
}
