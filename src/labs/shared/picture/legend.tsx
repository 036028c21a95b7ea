import { useEffect, useRef } from "preact/hooks";

import { coloured } from "./colour-map";

export interface LegendProps {
  /** What the colours mean. */
  readonly label: string;
  readonly least: string;
  readonly most: string;
}

const STEPS = 256;

/** The colour map, with what its ends stand for. */
export const Legend = ({ label, least, most }: LegendProps) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const ramp = Float32Array.from({ length: STEPS }, (_, step) => step);
    canvas.current?.getContext("2d")?.putImageData(coloured(ramp, STEPS, 0, STEPS - 1), 0, 0);
  }, []);
  return (
    <div class="lab-legend">
      <span>{least}</span>
      <canvas ref={canvas} width={STEPS} height={1} role="img" aria-label={label} />
      <span>{most}</span>
    </div>
  );
};
