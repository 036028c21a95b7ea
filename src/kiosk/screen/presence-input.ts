/** Everything by which people at a screen make themselves felt. */
const signs = ["pointerdown", "pointermove", "pointerup", "touchstart", "keydown", "wheel", "input"] as const;

/** Calls back at each sign; returns what ends that. */
export const watchInput = (onSign: () => void): (() => void) => {
  const ended = new AbortController();
  for (const sign of signs)
    document.addEventListener(sign, onSign, { capture: true, passive: true, signal: ended.signal });
  return () => ended.abort();
};
