/** A number with three digits that count. */
export function figure(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const digits = 2 - Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(Math.max(digits, 0), 6));
}

/** A share as a percentage. */
export function percent(share: number): string {
  return `${figure(100 * share)} %`;
}
