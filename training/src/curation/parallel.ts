/** Runs `work` over the items, `atOnce` at a time in this thread. The first error ends it and is thrown. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items.values();
  let failed = false;
  const takeTurns = async (): Promise<void> => {
    for (const item of iterator) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, takeTurns));
}
