import type { Random } from "./random";
import type { Scene } from "./scene";

/** Blur of a lens out of focus, or of a hand that moves, up to a thirtieth of the side either way; written over the pixels. */
export function defocus(random: Random, scene: Scene): void {
  const moved = random.chance(0.4);
  const reach = Math.max(1, Math.round((random.between(0.5, moved ? 4 : 2.5) * scene.size) / 128));
  if (moved) {
    const directions = [
      [1, 0],
      [0, 1],
      [1, 1],
      [1, -1],
    ] as const;
    const [dx, dy] = directions[random.below(directions.length)] ?? directions[0];
    const width = 2 * reach + 1;
    smear(scene, Array.from<number>({ length: width }).fill(1 / width), dx, dy);
    return;
  }
  const kernel = gaussian(reach);
  smear(scene, kernel, 1, 0);
  smear(scene, kernel, 0, 1);
}

/** Weights from `-reach` to `reach`, two deviations on either side. */
function gaussian(reach: number): number[] {
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-2 * ((i - reach) / reach) ** 2));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** A one-dimensional filter along a direction; the edge goes on as it is. */
function smear({ size, pixels, first }: Scene, kernel: readonly number[], dx: number, dy: number): void {
  const before = pixels.slice(first * 3, (first + size * size) * 3);
  const reach = kernel.length >> 1;
  const within = (position: number): number => Math.min(Math.max(position, 0), size - 1);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let [red, green, blue] = [0, 0, 0];
      for (let i = -reach; i <= reach; i++) {
        const from = (within(y + i * dy) * size + within(x + i * dx)) * 3;
        const weight = kernel[i + reach] ?? 0;
        red += weight * (before[from] ?? 0);
        green += weight * (before[from + 1] ?? 0);
        blue += weight * (before[from + 2] ?? 0);
      }
      pixels.set([red, green, blue], (first + y * size + x) * 3);
    }
  }
}
