import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";

import { useTranslate } from "../../ui/kit/language";
import type { SushiLab } from "./lab";
import { WALL_PIECES, WALL_SIDE } from "./latents";
import { neighbour } from "./walk";

/** Pixels of a piece on the wall's canvas. */
const PIECE_SIDE = 64;

/** A hundred pieces on one canvas, with a button over each; arrows go from piece to piece. */
export const Wall = ({ lab }: { readonly lab: SushiLab }) => {
  const t = useTranslate();
  const grid = useRef<HTMLDivElement>(null);
  const { from, to, end } = lab.walk.value;
  /** Where the tab key enters. */
  const entry = end === "from" ? from : to;
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(grid.current?.querySelectorAll("button") ?? [])];
    const here = buttons.findIndex((button) => button === event.target);
    const there = here < 0 ? null : neighbour(here, event.key, WALL_SIDE);
    if (there === null) return;
    event.preventDefault();
    buttons[there]?.focus();
  };
  return (
    <div class="wall">
      <WallCanvas lab={lab} />
      <div ref={grid} class="wall-grid" role="group" aria-label={t("labs.sushi.wall")} onKeyDown={onKeyDown}>
        {Array.from({ length: WALL_PIECES }, (_, piece) => (
          <button
            key={piece}
            type="button"
            tabIndex={piece === entry ? 0 : -1}
            data-end={piece === from ? "from" : piece === to ? "to" : undefined}
            aria-label={t(labelOf(piece, from, to), { number: piece + 1 })}
            onClick={() => lab.pick(piece)}
          />
        ))}
      </div>
    </div>
  );
};

function labelOf(piece: number, from: number, to: number) {
  if (piece === from) return "labs.sushi.fromPiece";
  return piece === to ? "labs.sushi.toPiece" : "labs.sushi.piece";
}

const WallCanvas = ({ lab }: { readonly lab: SushiLab }) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  /** What hangs already, so that a row more costs a row. */
  const hung = useRef<readonly (ImageData | null)[]>([]);
  useSignalEffect(() => {
    const pieces = lab.pieces.value;
    const context = canvas.current?.getContext("2d", { alpha: false });
    if (!context) return;
    for (const [i, image] of pieces.entries()) {
      if (image === null || image === hung.current[i]) continue;
      context.putImageData(image, (i % WALL_SIDE) * PIECE_SIDE, Math.floor(i / WALL_SIDE) * PIECE_SIDE);
    }
    hung.current = pieces;
  });
  const side = WALL_SIDE * PIECE_SIDE;
  return <canvas ref={canvas} class="lab-picture" width={side} height={side} aria-hidden="true" />;
};
