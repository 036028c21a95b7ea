import type { Picture } from "./frame";

// Five columns by seven rows and what hangs below them, drawn for this project: frames carry their step wherever they are made, and machines without
// fonts are common among those that train.
const GLYPHS: Readonly<Record<string, string>> = {
  "0": ".###. #...# #..## #.#.# ##..# #...# .###.",
  "1": "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
  "2": ".###. #...# ....# ...#. ..#.. .#... #####",
  "3": ".###. #...# ....# ..##. ....# #...# .###.",
  "4": "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
  "5": "##### #.... ####. ....# ....# #...# .###.",
  "6": "..##. .#... #.... ####. #...# #...# .###.",
  "7": "##### ....# ...#. ...#. ..#.. ..#.. ..#..",
  "8": ".###. #...# #...# .###. #...# #...# .###.",
  "9": ".###. #...# #...# .#### ....# ...#. .##..",
  s: "..... ..... .#### #.... .###. ....# ####.",
  t: ".#... .#... ####. .#... .#... .#..# ..##.",
  e: "..... ..... .###. #...# ##### #.... .###.",
  p: "..... ..... ####. #...# #...# #...# ####. #.... #....",
  "%": "##..# ##.#. ...#. ..#.. .#... .#.## #..##",
  ".": "..... ..... ..... ..... ..... .##.. .##..",
  ",": "..... ..... ..... ..... ..... .##.. ..#.. .#...",
  " ": "..... ..... ..... ..... ..... ..... .....",
};

/** Height of a line of text with its margins, pixels, at a scale of 1. */
export const LINE_HEIGHT = 12;
const [ADVANCE, MARGIN] = [6, 2];

/** Width of a text with its margins, pixels, at a scale of 1. */
export function textWidth(text: string): number {
  return text.length * ADVANCE + 2 * MARGIN - 1;
}

/**
 * Draws a line of text into a picture, in a light grey.
 * @param text Of digits, `step`, and the signs of {@link GLYPHS}; others leave a gap.
 * @param scale Whole number, pixels for each pixel of a glyph.
 * @param at Upper left corner of the line.
 */
export function drawText(picture: Picture, text: string, scale: number, at: { x: number; y: number }): void {
  Array.from(text).forEach((sign, position) => {
    const rows = (GLYPHS[sign] ?? "").split(" ");
    rows.forEach((row, y) =>
      Array.from(row).forEach((dot, x) => {
        if (dot !== "#") return;
        fill(picture, at.x + (MARGIN + position * ADVANCE + x) * scale, at.y + (MARGIN + y) * scale, scale);
      }),
    );
  });
}

function fill({ width, height, data }: Picture, left: number, top: number, side: number): void {
  for (let y = top; y < Math.min(top + side, height); y++) {
    for (let x = left; x < Math.min(left + side, width); x++)
      data.fill(0xe8, (y * width + x) * 3, (y * width + x) * 3 + 3);
  }
}
