import { useEffect, useState } from "preact/hooks";

import { stillnessWanted, watchStillness } from "../../capture";

/** People asked their system, or the lens, for less motion; follows a change of mind. */
export function useReducedMotion(): boolean {
  const [reduced, setReduced] = useState(stillnessWanted);
  useEffect(() => watchStillness(setReduced), []);
  return reduced;
}
