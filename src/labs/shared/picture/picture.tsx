import type { ReadonlySignal } from "@preact/signals";
import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";

export interface PictureProps {
  /** What to show; null leaves what was there. */
  readonly image: ReadonlySignal<ImageData | null>;
  /** What it shows, for those who do not see it; null where something around it says so. */
  readonly label: string | null;
  readonly class?: string;
  /** [0, 1] */
  readonly opacity?: number;
}

/** A net's picture, stretched to the room that it is given. */
export const Picture = ({ image, label, class: name = "", opacity }: PictureProps) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  useSignalEffect(() => {
    const pixels = image.value;
    if (canvas.current === null || pixels === null) return;
    const { current } = canvas;
    // Setting a side clears the canvas, also to the side that it has.
    if (current.width !== pixels.width) current.width = pixels.width;
    if (current.height !== pixels.height) current.height = pixels.height;
    current.getContext("2d")?.putImageData(pixels, 0, 0);
  });
  return (
    <canvas
      ref={canvas}
      class={`lab-picture ${name}`}
      role={label === null ? undefined : "img"}
      aria-label={label ?? undefined}
      aria-hidden={label === null}
      style={opacity === undefined ? undefined : { opacity }}
    />
  );
};
