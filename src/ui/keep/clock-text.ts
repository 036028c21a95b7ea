/** `0:07`, `12:30`: minutes and seconds. */
export const clockText = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

/** Megabytes with one decimal; at least 0.1, for no file is nothing. */
export const megabytes = (bytes: number): string => Math.max(0.1, bytes / 1e6).toFixed(1);
