import type { RunSummary } from "../contract";
import { element, labelled, replaceIfChanged, section } from "./dom";
import { short } from "./format";
import type { Panel } from "./panel";
import { figuresAt } from "./series";
import type { Store } from "./store";

const FRAME_MS = 400;

/** The sample grids of a run over its steps, or of two runs side by side, at the same step. */
export function samplesPanel(store: Store): Panel {
  const chosen = [element("select"), element("select")] as const;
  const views = [new SampleView(), new SampleView()] as const;
  const slider = element("input", { type: "range", min: "0", step: "1" });
  const play = element("button", { type: "button" }, "Play");
  const position = element("output");
  let timer: number | undefined;
  // The newest grid is followed until somebody goes back.
  let step: number | "newest" = "newest";

  const runOf = (index: 0 | 1): RunSummary | undefined => store.runs.find(({ id }) => id === chosen[index].value);
  const steps = (): number[] =>
    [...new Set([...(runOf(0)?.samples ?? []), ...(runOf(1)?.samples ?? [])])].toSorted((a, b) => a - b);

  const update = (): void => {
    const withSamples = store.runs.filter(({ samples }) => samples.length > 0);
    fillChoice(chosen[0], withSamples, null);
    fillChoice(chosen[1], withSamples, "none");
    const all = steps();
    const last = all.length - 1;
    const index =
      step === "newest"
        ? last
        : Math.max(
            all.findLastIndex((candidate) => candidate <= Number(step)),
            0,
          );
    slider.max = String(Math.max(last, 0));
    slider.value = String(index);
    slider.disabled = last < 1;
    play.disabled = last < 1;
    const shown = all[index];
    const text = shown === undefined ? "no samples yet" : `step ${shown.toLocaleString("en")}`;
    position.textContent = text;
    slider.setAttribute("aria-valuetext", text);
    for (const which of [0, 1] as const) {
      const run = runOf(which);
      views[which].show(run, shown, run ? figuresAt(store.figures(run.id), shown ?? 0) : {});
    }
  };
  const goTo = (index: number): void => {
    const all = steps();
    step = index >= all.length - 1 ? "newest" : (all[index] ?? "newest");
    update();
  };
  const stop = (): void => {
    window.clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
  };

  for (const choice of chosen) choice.addEventListener("change", update);
  slider.addEventListener("input", () => {
    stop();
    goTo(Number(slider.value));
  });
  play.addEventListener("click", () => {
    if (timer !== undefined) return stop();
    play.textContent = "Pause";
    if (step === "newest") goTo(0);
    timer = window.setInterval(() => {
      goTo(Number(slider.value) + 1);
      if (step === "newest") stop();
    }, FRAME_MS);
  });
  const controls = element(
    "div",
    { className: "controls" },
    labelled("Run", chosen[0]),
    labelled("Beside it", chosen[1]),
    play,
    labelled("Step", slider),
    position,
  );
  const sides = element("div", { className: "sides" }, views[0].element, views[1].element);
  return { element: section("samples", "Samples", controls, sides), update };
}

/** A run's grid and figures at a step. */
class SampleView {
  readonly element = element("figure", { className: "side" });
  readonly #image = element("img", { decoding: "async" });
  readonly #caption = element("figcaption");
  readonly #figures = element("dl");

  constructor() {
    this.element.append(this.#caption, this.#image, this.#figures);
  }

  show(run: RunSummary | undefined, step: number | undefined, figures: Readonly<Record<string, number>>): void {
    // Where a run drew no grid at the step, its grid before that stands.
    const own = run?.samples.findLast((candidate) => candidate <= (step ?? 0));
    this.element.hidden = run === undefined;
    if (!run) return;
    this.#image.hidden = own === undefined;
    this.#caption.textContent =
      own === undefined ? `${run.id}: nothing yet` : `${run.id}, step ${own.toLocaleString("en")}`;
    if (own !== undefined) {
      const source = `/api/runs/${encodeURIComponent(run.id)}/samples/${own}.png?run=${Math.round(run.started)}`;
      if (this.#image.getAttribute("src") !== source) this.#image.src = source;
      this.#image.alt = `Samples of ${run.id} at step ${own}`;
    }
    const entries = Object.entries(figures);
    replaceIfChanged(this.#figures, JSON.stringify(entries), () =>
      entries.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, short(value)))),
    );
  }
}

/** Options of a choice of runs, without losing the choice. @param none Text for no run, or null where one is taken. */
function fillChoice(select: HTMLSelectElement, runs: readonly RunSummary[], none: string | null): void {
  const ids = runs.map(({ id }) => id);
  const before = select.value;
  replaceIfChanged(select, ids.toSorted().join("\n"), () => [
    ...(none === null ? [] : [element("option", { value: "" }, none)]),
    ...ids.map((id) => element("option", { value: id }, id)),
  ]);
  if (before !== "" && ids.includes(before)) select.value = before;
}
