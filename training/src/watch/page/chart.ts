import uPlot from "uplot";

import { element } from "./dom";
import { short, tick } from "./format";
import { colour } from "./palette";
import type { Series } from "./series";

/** A run's curve in a chart. */
export interface Curve {
  readonly run: string;
  /** Custom property with its colour. */
  readonly colour: string;
  readonly raw: Series;
  /** As many values as `raw`, or null where nothing is smoothed. */
  readonly smoothed: readonly number[] | null;
}

const HEIGHT = 190;

/** A figure of all shown runs over their steps. */
export class Chart {
  readonly element: HTMLElement;
  readonly #name: string;
  readonly #plot = element("div", { className: "plot" });
  readonly #note = element("p", { className: "note" });
  #chart: uPlot | null = null;
  #key = "";

  constructor(name: string) {
    this.#name = name;
    this.#plot.setAttribute("role", "img");
    this.element = element("figure", { className: "chart" }, element("figcaption", {}, name), this.#plot, this.#note);
    new ResizeObserver(() => this.#fit()).observe(this.element);
  }

  draw(curves: readonly Curve[], log: boolean): void {
    this.#plot.setAttribute("aria-label", describe(this.#name, curves));
    const drawable = !log || curves.some(({ raw }) => raw.values.some((value) => value > 0));
    this.#note.textContent = drawable ? "" : "No value is above 0: nothing to show on a logarithmic scale.";
    this.#plot.hidden = !drawable;
    if (!drawable) return;
    const data = uPlot.join(curves.map((curve) => tableOf(curve, log)));
    const key = JSON.stringify([log, curves.map(({ run, smoothed }) => [run, smoothed !== null])]);
    if (this.#chart && key === this.#key) {
      this.#chart.setData(data);
      return;
    }
    this.#key = key;
    this.#chart?.destroy();
    this.#chart = new uPlot({ ...optionsFor(curves, log), width: this.#width(), height: HEIGHT }, data, this.#plot);
  }

  /** Takes the colours anew when it is drawn next. */
  forget(): void {
    this.#key = "";
  }

  #fit(): void {
    const width = this.#width();
    if (this.#chart && this.#chart.width !== width) this.#chart.setSize({ width, height: HEIGHT });
  }

  #width(): number {
    return Math.max(this.element.clientWidth, 160);
  }
}

/** Steps and one column of values, or two: as they are, faint, and smoothed. */
function tableOf({ raw, smoothed }: Curve, log: boolean): uPlot.AlignedData {
  const column = (values: readonly number[]): (number | null)[] =>
    values.map((value) => (log && value <= 0 ? null : value));
  const columns = [column(raw.values), ...(smoothed ? [column(smoothed)] : [])];
  return [[...raw.steps], ...columns];
}

function optionsFor(curves: readonly Curve[], log: boolean): Omit<uPlot.Options, "width" | "height"> {
  const [text, grid] = [colour("--text-soft"), colour("--line")];
  const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
  const ticks = (_: uPlot, splits: (number | null)[], __: number, ___: number, step: number): string[] =>
    splits.map((value) => (value === null ? "" : tick(value, step)));
  const powers = (_: uPlot, splits: (number | null)[]): string[] =>
    splits.map((value) => (value === null ? "" : short(value)));
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- a const enum of declarations cannot be named here
  const y: uPlot.Scale = { distr: log ? 3 : 1 };
  return {
    scales: { x: { time: false }, y },
    axes: [
      { ...axis, values: ticks },
      { ...axis, values: log ? powers : ticks, size: 60 },
    ],
    // Pointing at a step in one chart points at it in all.
    cursor: { sync: { key: "step" }, drag: { x: true, y: false } },
    series: [
      { label: "step", value: (_, value) => (value === null ? "" : short(value)) },
      ...curves.flatMap(({ run, colour: name, smoothed }) => {
        const stroke = colour(name);
        const line = { stroke, spanGaps: true, points: { show: false }, value: legendValue };
        return smoothed
          ? [
              { ...line, label: `${run}, not smoothed`, class: "raw", width: 1, alpha: 0.3 },
              { ...line, label: run, width: 2 },
            ]
          : [{ ...line, label: run, width: 1.5 }];
      }),
    ],
  };
}

function legendValue(_: uPlot, value: number | null): string {
  return value === null ? "" : short(value);
}

/** What a chart shows, for people who do not see it. */
function describe(name: string, curves: readonly Curve[]): string {
  const lasts = curves.map(({ run, raw }) => {
    const [step, value] = [raw.steps.at(-1), raw.values.at(-1)];
    return step === undefined || value === undefined
      ? `${run}: nothing yet`
      : `${run}: ${short(value)} at step ${step}`;
  });
  return `${name} by step. ${lasts.join("; ")}`;
}
