declare global {
  // Chromium's, missing in the DOM's types: https://wicg.github.io/performance-measure-memory/
  interface Performance {
    measureUserAgentSpecificMemory?: () => Promise<{ readonly bytes: number }>;
    readonly memory?: { readonly usedJSHeapSize: number };
  }
}

/** Memory that the page and its workers use, bytes; of the page alone, or null, where the browser tells no more. */
export const usedMemory = async (): Promise<number | null> => {
  try {
    const measured = await performance.measureUserAgentSpecificMemory?.();
    if (measured !== undefined) return measured.bytes;
  } catch {
    // Not isolated from other origins.
  }
  return performance.memory?.usedJSHeapSize ?? null;
};
