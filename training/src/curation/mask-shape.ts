/** Fills what a mask encloses: food inside a dish belongs to it. Values 0 and 1; changes the mask. */
export function fillHoles(mask: Uint8Array, width: number, height: number): void {
  const outside = new Uint8Array(mask.length);
  const left: number[] = [];
  const visit = (x: number, y: number): void => {
    const cell = y * width + x;
    if (x < 0 || x >= width || y < 0 || y >= height || mask[cell] === 1 || outside[cell] === 1) return;
    outside[cell] = 1;
    left.push(cell);
  };
  for (let x = 0; x < width; x++) [0, height - 1].forEach((y) => visit(x, y));
  for (let y = 0; y < height; y++) [0, width - 1].forEach((x) => visit(x, y));
  for (let cell = left.pop(); cell !== undefined; cell = left.pop()) {
    const [x, y] = [cell % width, Math.floor(cell / width)];
    visit(x - 1, y);
    visit(x + 1, y);
    visit(x, y - 1);
    visit(x, y + 1);
  }
  outside.forEach((value, cell) => (mask[cell] = 1 - value));
}

/** Removes connected parts (four neighbours) of less than `share` of the largest one. Values 0 and 1; changes the mask. */
export function dropSmallParts(mask: Uint8Array, width: number, share: number): void {
  const part = new Int32Array(mask.length);
  const sizes: number[] = [0];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || part[start] !== 0) continue;
    const label = sizes.push(0) - 1;
    const left = [start];
    part[start] = label;
    for (let cell = left.pop(); cell !== undefined; cell = left.pop()) {
      sizes[label] = (sizes[label] ?? 0) + 1;
      const x = cell % width;
      for (const next of [x > 0 ? cell - 1 : -1, x < width - 1 ? cell + 1 : -1, cell - width, cell + width]) {
        if (mask[next] !== 1 || part[next] !== 0) continue;
        part[next] = label;
        left.push(next);
      }
    }
  }
  const least = share * Math.max(...sizes);
  mask.forEach((value, cell) => {
    if (value === 1 && (sizes[part[cell] ?? 0] ?? 0) < least) mask[cell] = 0;
  });
}
