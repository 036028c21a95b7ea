/** Intersection over union of two masks of equal length, non-zero = inside; 1 when both are empty. */
export function binaryIou(a: Uint8Array, b: Uint8Array): number {
  let intersection = 0;
  let union = 0;
  for (let i = 0; i < a.length; i++) {
    const inA = (a[i] ?? 0) > 0;
    const inB = (b[i] ?? 0) > 0;
    if (inA && inB) intersection++;
    if (inA || inB) union++;
  }
  return union === 0 ? 1 : intersection / union;
}
