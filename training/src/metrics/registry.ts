import { nearest } from "../options/check";
import { accuracy } from "./accuracy";
import { c2st } from "./c2st";
import { change } from "./change";
import { composited } from "./composited";
import { cycle } from "./cycle";
import { dishIou } from "./dish-iou";
import { diversity } from "./diversity";
import { UnknownMetricError } from "./errors";
import { fid } from "./fid";
import { generated } from "./generated";
import { kid } from "./kid";
import { labels } from "./labels";
import type { Metric } from "./metric";
import { pairs } from "./pairs";
import { stability } from "./stability";
import { structure } from "./structure";
import { warp } from "./warp";
import { weights } from "./weights";

/** Every metric, in the order in which they are measured. */
export const metrics: readonly Metric[] = [
  accuracy,
  kid,
  fid,
  c2st,
  cycle,
  structure,
  diversity,
  stability,
  warp,
  change,
  composited,
  pairs,
  generated,
  dishIou,
  labels,
  weights,
];

/** Metrics by their names, all that are wrong told at once. @throws UnknownMetricError with those that may be meant. */
export function metricsNamed(names: readonly string[]): readonly Metric[] {
  const known = metrics.map(({ name }) => name);
  const problems = names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      const advice = meant.length > 0 ? `did you mean ${meant.join(" or ")}?` : `there are ${known.join(", ")}`;
      return `there is no metric ${name}; ${advice}`;
    });
  if (problems.length > 0) throw new UnknownMetricError(problems.join("\n"));
  return metrics.filter(({ name }) => names.includes(name));
}
