import { seededRandom } from "../../translator/selftest/tiny";
import { type BrushPoint, PLAIN_PRESSURE, type Stroke } from "./brush";

export const exampleNames = ["eggs", "noodles", "side"] as const;
export type ExampleName = (typeof exampleNames)[number];

/** What the lines of the training's drawings are: one pixel in 96. */
const WIDTH = 1 / 96;

/** Sketches of our own to begin with. */
export function exampleStrokes(name: ExampleName): readonly Stroke[] {
  switch (name) {
    case "eggs":
      return [
        ...bowlFromAbove,
        ...egg(0.34, 0.4, -0.5),
        ...egg(0.58, 0.29, -0.2),
        ...slices(0.64, 0.58),
        ...herbs(0.42, 0.68, 1),
      ];
    case "noodles":
      return [...bowlFromAbove, ...noodles, ...egg(0.64, 0.34, 0.4), ...herbs(0.36, 0.3, 2)];
    case "side":
      return [
        ...bowlFromSide,
        ...egg(0.38, 0.36, -0.1, 0.6),
        ...egg(0.62, 0.35, 0.1, 0.6),
        ...herbs(0.5, 0.44, 3, 0.5),
      ];
  }
}

function stroke(points: readonly (readonly [number, number])[]): Stroke {
  return {
    tool: "pencil",
    width: WIDTH,
    points: points.map(([x, y]): BrushPoint => ({ x, y, pressure: PLAIN_PRESSURE })),
  };
}

function ellipse(cx: number, cy: number, rx: number, ry: number, turn = 0): Stroke {
  return stroke(
    Array.from({ length: 41 }, (_, step): [number, number] => {
      const angle = (step / 40) * 2 * Math.PI;
      const [x, y] = [rx * Math.cos(angle), ry * Math.sin(angle)];
      return [cx + x * Math.cos(turn) - y * Math.sin(turn), cy + x * Math.sin(turn) + y * Math.cos(turn)];
    }),
  );
}

const bowlFromAbove = [ellipse(0.5, 0.5, 0.45, 0.45), ellipse(0.5, 0.5, 0.39, 0.39)];

const bowlFromSide = [
  ellipse(0.5, 0.4, 0.45, 0.2),
  ellipse(0.5, 0.4, 0.41, 0.165),
  stroke([
    [0.05, 0.42],
    [0.1, 0.6],
    [0.2, 0.78],
    [0.34, 0.9],
    [0.66, 0.9],
    [0.8, 0.78],
    [0.9, 0.6],
    [0.95, 0.42],
  ]),
];

/** Half an egg, with its yolk. */
function egg(cx: number, cy: number, turn: number, height = 1): Stroke[] {
  return [ellipse(cx, cy, 0.12, 0.095 * height, turn), ellipse(cx, cy, 0.068, 0.055 * height, turn)];
}

/** Strands side by side that wave. */
const noodles = Array.from({ length: 7 }, (_, strand) =>
  stroke(
    Array.from({ length: 15 }, (__, step): [number, number] => {
      const along = step / 14;
      return [0.2 + 0.56 * along, 0.58 + strand * 0.034 + 0.025 * Math.sin(along * 9 + strand * 0.5)];
    }),
  ),
);

/** Slices that lie on one another like tiles. */
function slices(cx: number, cy: number): Stroke[] {
  return Array.from({ length: 5 }, (_, i) => ellipse(cx - 0.1 + i * 0.05, cy + i * 0.018, 0.03, 0.075, 0.25));
}

/** A heap of crooked lines: chopped spring onions, nori. */
function herbs(cx: number, cy: number, seed: number, height = 1): Stroke[] {
  const random = seededRandom(seed);
  const about = (spread: number): number => (random() - 0.5) * 2 * spread;
  return Array.from({ length: 9 }, () => {
    const [x, y] = [cx + about(0.12), cy + about(0.09 * height)];
    return stroke([0, 1, 2, 3].map((): [number, number] => [x + about(0.05), y + about(0.035 * height)]));
  });
}
