/** Compute Pressure (W3C, 2024) is not in the DOM's types yet; this is what is used of it. */
interface PressureObserverLike {
  observe(source: "cpu", options: { sampleInterval: number }): Promise<void>;
  disconnect(): void;
}
type PressureObserverConstructor = new (
  callback: (records: readonly { readonly state: string }[]) => void,
) => PressureObserverLike;

const sampleIntervalMs = 2000;

const observerClass = (): PressureObserverConstructor | undefined =>
  (globalThis as { PressureObserver?: PressureObserverConstructor }).PressureObserver;

/** Calls back when the processor becomes overloaded, and when it no longer is; where browsers do not tell, never. */
export const watchPressure = (onChange: (critical: boolean) => void): (() => void) => {
  const PressureObserver = observerClass();
  if (PressureObserver === undefined) return () => undefined;
  let critical = false;
  const observer = new PressureObserver((records) => {
    const now = records.at(-1)?.state === "critical";
    if (now !== critical) onChange(now);
    critical = now;
  });
  // A permissions policy may forbid it; adaptive quality then goes by its own measurements alone.
  observer.observe("cpu", { sampleInterval: sampleIntervalMs }).catch(() => undefined);
  return () => observer.disconnect();
};
