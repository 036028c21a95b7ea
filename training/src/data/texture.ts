import type { Random } from "./random";

/** How much of a second colour is at a position, [0, 1]; both coordinates in parts of the side. */
export type Texture = (x: number, y: number) => number;

/** What tables, mats and trays are made of: wood, weave, printed squares, dots, or nothing to be seen. */
export function randomTexture(random: Random): Texture {
  const depth = random.between(0.15, 0.9);
  const angle = random.between(0, Math.PI);
  const [cos, sin] = [Math.cos(angle) * 2 * Math.PI, Math.sin(angle) * 2 * Math.PI];
  const rate = random.between(4, 40);
  const along = (x: number, y: number): number => cos * x + sin * y;
  const across = (x: number, y: number): number => cos * y - sin * x;
  const phase = random.between(0, 2 * Math.PI);
  switch (random.below(6)) {
    case 0: {
      const [bend, waves] = [random.between(0, 1.5), random.between(0.5, 3)];
      const grain = random.between(1.5, 4);
      return (x, y) => {
        const line = rate * across(x, y) + bend * Math.sin(waves * along(x, y) + phase);
        return depth * (0.5 + 0.25 * Math.sin(line) + 0.25 * Math.sin(grain * line + phase));
      };
    }
    case 1:
      return (x, y) => depth * (0.5 + 0.5 * Math.sin(rate * along(x, y)) * Math.sin(rate * across(x, y)));
    case 2:
      return (x, y) =>
        Math.sin(rate * 0.3 * along(x, y) + phase) * Math.sin(rate * 0.3 * across(x, y)) > 0 ? depth : 0;
    case 3:
      return (x, y) => (Math.sin(rate * 0.4 * along(x, y)) * Math.sin(rate * 0.4 * across(x, y)) > 0.6 ? depth : 0);
    default:
      return () => 0;
  }
}
