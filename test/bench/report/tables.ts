import type { Estimate } from "../measure/statistics";
import { figure, percent } from "./figure";
import { farthest, layerRates } from "./roofline";
import { targetRows } from "./targets";
import type { ArmReport, BenchReport, GroupReport, LayerTable } from "./types";

/** A table for people: the terminal, the page and the documentation show the same. */
export interface Table {
  readonly title: string;
  /** Sentences above it. */
  readonly notes: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function tablesOf(report: BenchReport): Table[] {
  return report.groups.flatMap((group) => [
    armTable(group, report),
    ...(group.layers === null ? [] : [layerTable(group, group.layers)]),
    targetTable(group),
  ]);
}

function armTable(group: GroupReport, { model, machine, date }: BenchReport): Table {
  const { base, arms } = group;
  const notes = [
    `${model.id} at ${group.size}x${group.size}, ${figure(group.macs / 1e9)} GMAC a frame; ${machine}; ${date.slice(0, 10)}.`,
  ];
  if (group.software) notes.push("A software adapter: it computes on the processor and says nothing about GPUs.");
  if (base !== null) {
    const name = arms.find(({ id }) => id === base.id)?.label ?? base.id;
    notes.push(`${group.rounds} rounds. ${name} against itself: ${interval(base.noise)}.`);
  } else notes.push(`${group.rounds} rounds.`);
  const measured = limitsLine(group);
  if (measured !== null) notes.push(measured);
  return {
    title: group.software ? `${group.device} (software)` : group.device,
    notes,
    columns: [
      "arm",
      "PSNR: photos, noise (dB)",
      "ms a frame",
      "times ours",
      "GMAC/s",
      "script ms",
      "dispatches, submits",
      "warm-up, burst",
      "remark",
    ],
    rows: arms.map((arm) => armRow(arm, group)),
  };
}

function armRow({ id, label, answers, problem, timing, remark }: ArmReport, { macs, base }: GroupReport): string[] {
  const least = (kind: "photo" | "random"): string => {
    const decibels = answers.filter((answer) => answer.kind === kind).map((answer) => answer.decibels);
    return decibels.length === 0 ? "–" : Math.min(...decibels).toFixed(1);
  };
  const quality = `${least("photo")}, ${least("random")}`;
  if (timing === null) {
    const why = problem === null ? "not timed" : `${problem.kind}: ${problem.reason}`;
    return [label, answers.length === 0 ? "–" : quality, "–", "–", "–", "–", "–", "–", why];
  }
  const { frame, ratio, script, commands, warmUpFrames, framesPerSample } = timing;
  return [
    label,
    quality,
    interval(frame),
    ratio === null ? "–" : id === base?.id ? "1" : interval(ratio),
    figure(macs / (frame.median / 1000) / 1e9),
    figure(script),
    commands === null ? "–" : `${commands.dispatches}, ${commands.submits}`,
    `${warmUpFrames}, ${framesPerSample}`,
    remark,
  ];
}

/** Copies and arithmetic at best, as measured. */
function limitsLine({ limits }: GroupReport): string | null {
  if (limits === null) return null;
  const parts = [`copies ${figure(limits.copyBytes / 1e9)} GB/s`];
  for (const arithmetic of ["f32", "f16", "int8"] as const) {
    const peak = limits[arithmetic];
    if (peak !== null) parts.push(`${arithmetic} ${figure(peak / 1e9)} GMAC/s`);
  }
  return `The adapter's limits, measured: ${parts.join(", ")}.`;
}

function layerTable({ device, limits }: GroupReport, { arm, layers }: LayerTable): Table {
  const total = layers.reduce((sum, { time }) => sum + time, 0);
  const rates = layers.map((layer) => ({ ...layer, ...layerRates(layer, limits), share: layer.time / total }));
  const notes = [`Each by itself, many times in a row: ${figure(total)} ms together.`];
  const far = farthest(rates).map(({ id, ofLimit }) => `${id} (${percent(ofLimit ?? 0)})`);
  if (far.length > 0) notes.push(`Farthest from what the adapter's arithmetic and copies allow: ${far.join(", ")}.`);
  return {
    title: `${device}: layers of ${arm}`,
    notes,
    columns: ["layer", "kernel", "ms", "share", "GMAC/s", "GB/s", "of the limit"],
    rows: rates.map(({ id, kernel, arithmetic, time, share, macsPerSecond, bytesPerSecond, ofLimit }) => [
      id,
      `${kernel} ${arithmetic}`,
      figure(time),
      percent(share),
      macsPerSecond === 0 ? "–" : figure(macsPerSecond / 1e9),
      figure(bytesPerSecond / 1e9),
      ofLimit === null ? "–" : percent(ofLimit),
    ]),
  };
}

function targetTable(group: GroupReport): Table {
  return {
    title: `${group.device}: targets`,
    notes: group.software ? ["Targets are meant for GPUs; a software adapter meets or misses none."] : [],
    columns: ["target", "floor", "goal", "stretch", "measured"],
    rows: targetRows(group).map(({ name, floor, goal, stretch, measured }) => [
      name,
      floor,
      goal,
      stretch,
      measured ?? "not measured",
    ]),
  };
}

function interval({ median, low, high }: Estimate): string {
  return `${figure(median)} (${figure(low)} to ${figure(high)})`;
}
