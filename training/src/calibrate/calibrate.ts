import type { Agreement } from "./agreement";
import type { Calibrator, Scales } from "./calibrator";
import { CalibrationError } from "./errors";
import type { MagnitudeHistogram } from "./histogram";
import type { Sample } from "./samples";
import { searchSteps } from "./search";
import { chooseStep, stepMethods } from "./steps";
import { tellingSamples } from "./telling-samples";

/** Ways to choose the steps; `search` goes on from the best of the others. */
export const calibrationMethods = [...stepMethods, "search"] as const;
export type CalibrationMethod = (typeof calibrationMethods)[number];

export interface CalibrationOptions {
  /** Null tries all, and takes the one whose pictures come nearest to those of the float net. */
  readonly method: CalibrationMethod | null;
  /** Least agreement over all pictures, dB: convolutions are left in floats, the worst first, until it is reached. */
  readonly floor: number;
  readonly log: (line: string) => void;
}

/** What there is to say of a convolution. */
export interface LayerReport {
  readonly node: string;
  /** Least and largest value that it read. */
  readonly smallest: number;
  readonly largest: number;
  /** Null where it is left in floats. */
  readonly step: number | null;
  /** Share of what it read that 127 steps do not reach, [0, 1]. */
  readonly clipped: number;
  /** Agreement of the net with this convolution alone in int8, dB. */
  readonly alone: number;
}

export interface Calibration {
  readonly scales: Scales;
  readonly method: CalibrationMethod;
  readonly agreement: Agreement;
  readonly layers: readonly LayerReport[];
}

/** Steps of all convolutions, and how near the net comes with them. */
interface Choice {
  readonly method: CalibrationMethod;
  readonly scales: Scales;
  readonly agreement: Agreement;
}

/**
 * Chooses the step of what each convolution reads: measures the ranges, tries the methods on the whole net, and leaves as few
 * convolutions in floats as the floor allows.
 * @throws CalibrationError if a convolution reads values that are not finite.
 */
export async function calibrate(
  calibrator: Calibrator,
  samples: readonly Sample[],
  { method, floor, log }: CalibrationOptions,
): Promise<Calibration> {
  const ranges = await calibrator.ranges(samples);
  const tried: Choice[] = [];
  const tryScales = async (name: CalibrationMethod, scales: Scales): Promise<void> => {
    const agreement = await calibrator.agreement(samples, scales);
    log(`${name}: ${inDecibels(agreement)}`);
    tried.push({ method: name, scales, agreement });
  };
  for (const name of stepMethods) {
    if (method === null || method === "search" || method === name) await tryScales(name, scalesBy(name, ranges));
  }
  const few = tellingSamples(samples, best(tried).agreement.each);
  const known = new Map<string, number>();
  const aloneIn = async (node: string, step: number): Promise<number> => {
    const key = `${node} ${step}`;
    const agreement = known.get(key) ?? (await calibrator.agreement(few, new Map([[node, step]]))).all;
    known.set(key, agreement);
    return agreement;
  };
  if (method === null || method === "search") {
    const start = best(tried).scales;
    const limits = new Map([...ranges].map(([node, histogram]) => [node, histogram.magnitude / 127]));
    await tryScales("search", await searchSteps(start, limits, aloneIn));
  }
  const chosen = method === "search" ? tried.filter((choice) => choice.method === "search") : tried;

  const alone = new Map<string, number>();
  for (const [node, step] of best(chosen).scales) alone.set(node, await aloneIn(node, step));
  const kept = await reachFloor(calibrator, samples, best(chosen), alone, floor, log);
  const layers = [...ranges].map(([node, histogram]) => {
    const step = kept.scales.get(node) ?? null;
    const { smallest, largest } = histogram;
    const clipped = step === null ? 0 : histogram.above(127.5 * step);
    return { node, smallest, largest, step, clipped, alone: alone.get(node) ?? Infinity };
  });
  return { ...kept, layers };
}

function scalesBy(method: (typeof stepMethods)[number], ranges: ReadonlyMap<string, MagnitudeHistogram>): Scales {
  return new Map(
    [...ranges].flatMap(([node, histogram]) => {
      const step = chooseStep(histogram, method);
      return step === null ? [] : [[node, step] as const];
    }),
  );
}

function best(choices: readonly Choice[]): Choice {
  const [first] = choices.toSorted((a, b) => b.agreement.all - a.agreement.all);
  if (first === undefined) throw new CalibrationError("no method was tried");
  return first;
}

async function reachFloor(
  calibrator: Calibrator,
  samples: readonly Sample[],
  choice: Choice,
  alone: ReadonlyMap<string, number>,
  floor: number,
  log: (line: string) => void,
): Promise<Choice> {
  let { scales, agreement } = choice;
  for (const [node] of [...alone].toSorted(([, a], [, b]) => a - b)) {
    if (agreement.all >= floor) break;
    scales = new Map([...scales].filter(([id]) => id !== node));
    agreement = await calibrator.agreement(samples, scales);
    log(`with ${node} in floats: ${inDecibels(agreement)}`);
  }
  return { ...choice, scales, agreement };
}

/** For people. */
export function inDecibels({ all, worst }: Agreement): string {
  return `${all.toFixed(1)} dB, the worst picture ${worst.toFixed(1)} dB`;
}
