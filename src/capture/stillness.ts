/** Whether people want less to move: the system asks for it, or our own switch does. */

const query = "(prefers-reduced-motion: reduce)";
const ownSwitch = new EventTarget();
let own = false;

/** Our own switch; off, the system alone decides. */
export const setOwnStillness = (still: boolean): void => {
  if (own === still) return;
  own = still;
  ownSwitch.dispatchEvent(new Event("change"));
};

export const stillnessWanted = (): boolean => own || matchMedia(query).matches;

/** Calls back at once, and when it changes; returns what ends that. */
export const watchStillness = (onChange: (still: boolean) => void): (() => void) => {
  const system = matchMedia(query);
  const listener = () => onChange(stillnessWanted());
  system.addEventListener("change", listener);
  ownSwitch.addEventListener("change", listener);
  listener();
  return () => {
    system.removeEventListener("change", listener);
    ownSwitch.removeEventListener("change", listener);
  };
};
