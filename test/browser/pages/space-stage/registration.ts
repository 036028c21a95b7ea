/** How far what was drawn lies from the truth, in pixels, for each block of the picture that has both. */
export function shifts(drawn: ImageData, truth: ImageData, reach = 6, block = 20): number[] {
  const [a, b] = [grey(drawn), grey(truth)];
  const { width, height } = drawn;
  const found: number[] = [];
  for (let y = reach; y + block + reach < height; y += block / 2) {
    for (let x = reach; x + block + reach < width; x += block / 2) {
      if (!covered(drawn, x, y, block)) continue;
      const best = bestShift(a, b, width, x, y, block, reach);
      if (best !== null) found.push(Math.hypot(best[0], best[1]));
    }
  }
  return found;
}

function grey({ data }: ImageData): Float32Array {
  return Float32Array.from({ length: data.length / 4 }, (_, i) => {
    return (data[i * 4] ?? 0) * 0.3 + (data[i * 4 + 1] ?? 0) * 0.6 + (data[i * 4 + 2] ?? 0) * 0.1;
  });
}

function covered({ data, width }: ImageData, left: number, top: number, block: number): boolean {
  for (let y = top; y < top + block; y += 2) {
    for (let x = left; x < left + block; x += 2) if ((data[(y * width + x) * 4 + 3] ?? 0) < 250) return false;
  }
  return true;
}

/** By normalised cross-correlation, between pixels with a parabola; null where there is nothing to hold on to. */
function bestShift(
  a: Float32Array,
  b: Float32Array,
  width: number,
  left: number,
  top: number,
  block: number,
  reach: number,
): readonly [number, number] | null {
  const side = 2 * reach + 1;
  const scores = new Float32Array(side * side);
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      scores[(dy + reach) * side + dx + reach] = correlation(a, b, width, left, top, block, dx, dy);
    }
  }
  const peak = scores.indexOf(Math.max(...scores));
  const [px, py] = [peak % side, Math.floor(peak / side)];
  if ((scores[peak] ?? 0) < 0.7 || px === 0 || py === 0 || px === side - 1 || py === side - 1) return null;
  const vertex = (before: number, here: number, after: number) => (before - after) / (2 * (before - 2 * here + after));
  const at = (x: number, y: number) => scores[y * side + x] ?? 0;
  return [
    px - reach + vertex(at(px - 1, py), at(px, py), at(px + 1, py)),
    py - reach + vertex(at(px, py - 1), at(px, py), at(px, py + 1)),
  ];
}

function correlation(
  a: Float32Array,
  b: Float32Array,
  width: number,
  left: number,
  top: number,
  block: number,
  dx: number,
  dy: number,
): number {
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + block; y++) {
    for (let x = left; x < left + block; x++) {
      const va = a[y * width + x] ?? 0;
      const vb = b[(y + dy) * width + x + dx] ?? 0;
      sa += va;
      sb += vb;
      saa += va * va;
      sbb += vb * vb;
      sab += va * vb;
    }
  }
  const n = block * block;
  const spread = Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n));
  return spread < 1 ? 0 : (sab - (sa * sb) / n) / spread;
}
