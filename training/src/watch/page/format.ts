/** `2 h 05 min`, `4 min`, `30 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, "0")} min` : `${Math.round(hours / 24)} days`;
}

/** A tick of an axis whose ticks are `step` apart: as many digits as tell it from its neighbours. */
export function tick(value: number, step: number): string {
  const digits = Math.min(Math.max(-Math.floor(Math.log10(step) + 1e-9), 0), 12);
  if (digits > 4 || Math.abs(value) >= 1e7) return value.toExponential(1);
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

/** Three significant digits, whole numbers whole, and powers of ten where they are shorter. */
export function short(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return value.toLocaleString("en");
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}
