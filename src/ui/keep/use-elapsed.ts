import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Four a second, so that no second is seen late. */
const everyMs = 250;

/** Milliseconds since `startedAt` (base of `performance.now()`), kept up to date while there is one. */
export const useElapsed = (startedAt: number | null): number => {
  const elapsed = useSignal(0);
  useEffect(() => {
    if (startedAt === null) {
      elapsed.value = 0;
      return undefined;
    }
    const follow = () => {
      elapsed.value = performance.now() - startedAt;
    };
    follow();
    const timer = setInterval(follow, everyMs);
    return () => clearInterval(timer);
  }, [startedAt, elapsed]);
  return elapsed.value;
};
