import { useEffect, useState } from "preact/hooks";

/** People asked their system for less motion; follows a change of mind. */
export function useReducedMotion(): boolean {
  const [reduced, setReduced] = useState(() => query().matches);
  useEffect(() => {
    const media = query();
    const onChange = () => setReduced(media.matches);
    media.addEventListener("change", onChange);
    return () => media.removeEventListener("change", onChange);
  }, []);
  return reduced;
}

const query = (): MediaQueryList => matchMedia("(prefers-reduced-motion: reduce)");
