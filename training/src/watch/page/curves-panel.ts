import { Chart, type Curve } from "./chart";
import { element, labelled, replaceIfChanged, section } from "./dom";
import type { Panel } from "./panel";
import { colourName } from "./palette";
import { figureNames, seriesOf, smooth } from "./series";
import type { Store } from "./store";

/** Every figure of the shown runs, a chart each. */
export function curvesPanel(store: Store): Panel {
  const log = element("input", { type: "checkbox" });
  const smoothing = element("input", { type: "range", min: "0", max: "0.98", step: "0.02", value: "0.6" });
  const charts = element("div", { className: "charts" });
  const made = new Map<string, Chart>();

  const update = (): void => {
    const runs = store.shown.map(({ id }) => ({ id, lines: store.figures(id) }));
    const names = figureNames(runs.map(({ lines }) => lines));
    const factor = Number(smoothing.value);
    const chartOf = (name: string): Chart => {
      const chart = made.get(name) ?? new Chart(name);
      made.set(name, chart);
      return chart;
    };
    replaceIfChanged(charts, names.join("\n"), () =>
      names.length > 0
        ? names.map((name) => chartOf(name).element)
        : [element("p", { className: "note" }, "No figures yet: choose a run above, or wait for its first line.")],
    );
    for (const name of names) {
      const curves = runs.flatMap(({ id, lines }): Curve[] => {
        const raw = seriesOf(lines, name);
        if (raw.steps.length === 0) return [];
        return [{ run: id, colour: colourName(id), raw, smoothed: factor > 0 ? smooth(raw.values, factor) : null }];
      });
      chartOf(name).draw(curves, log.checked);
    }
  };

  log.addEventListener("change", update);
  smoothing.addEventListener("input", update);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const chart of made.values()) chart.forget();
    update();
  });
  const controls = element(
    "div",
    { className: "controls" },
    labelled("Logarithmic", log),
    labelled("Smoothing", smoothing),
  );
  return { element: section("curves", "Curves", controls, charts), update };
}
