import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** A sample grid of a run. */
export interface Sample {
  readonly step: number;
  /** `STEP.png`. */
  readonly name: string;
}

/** A run's sample grids in the order of their steps; none for a run, or a folder, that has none. */
export async function listSamples(run: string): Promise<Sample[]> {
  const names = await readdir(join(run, "samples")).catch((): string[] => []);
  return names
    .flatMap((name) => {
      const step = /^(\d+)\.png$/.exec(name)?.[1];
      return step === undefined ? [] : [{ step: Number(step), name }];
    })
    .toSorted((a, b) => a.step - b.step);
}
