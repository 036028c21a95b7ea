import type { RunSummary } from "../contract";
import { element, section, table } from "./dom";
import { duration, short } from "./format";
import type { Panel } from "./panel";
import { colourName } from "./palette";
import type { Store } from "./store";

const COLUMNS = ["Run", "State", "Step", "Time left", "Pictures/s", "Recipe"];

/** All runs: how far they are, and which are shown in the curves. */
export function runsPanel(store: Store): Panel {
  const body = element("tbody");
  const rows = new Map<string, RunRow>();

  const update = (): void => {
    const shown = new Set(store.shown.map(({ id }) => id));
    const wanted = store.runs.map((run) => {
      const row = rows.get(run.id) ?? new RunRow(run.id, (on) => store.show(run.id, on));
      rows.set(run.id, row);
      row.update(run, shown.has(run.id));
      return row.element;
    });
    // Moving a row would take the focus from its box.
    if (wanted.some((row, index) => body.children[index] !== row) || body.children.length !== wanted.length) {
      const focused = document.activeElement;
      body.replaceChildren(...wanted);
      if (focused instanceof HTMLElement && body.contains(focused)) focused.focus();
    }
  };
  return { element: section("runs", "Runs", table("All runs", COLUMNS, body)), update };
}

class RunRow {
  readonly element: HTMLTableRowElement;
  readonly #box = element("input", { type: "checkbox" });
  readonly #cells = COLUMNS.slice(1).map(() => element("td"));
  readonly #bar = element("progress", { max: 1 });
  readonly #step = element("span");

  constructor(id: string, onShow: (on: boolean) => void) {
    this.#box.addEventListener("change", () => onShow(this.#box.checked));
    const swatch = element("span", { className: "swatch" });
    swatch.style.background = `var(${colourName(id)})`;
    const name = element("label", {}, this.#box, swatch, element("span", {}, id));
    this.#bar.setAttribute("aria-label", `Progress of ${id}`);
    this.#cells[1]?.append(this.#step, this.#bar);
    this.element = element("tr", {}, element("th", { scope: "row" }, name), ...this.#cells);
  }

  update({ recipe, step, steps, imagesPerSecond, secondsLeft, state, updated }: RunSummary, shown: boolean): void {
    this.#box.checked = shown;
    this.#bar.value = Math.min(step / steps, 1);
    this.#step.textContent = `${step.toLocaleString("en")} of ${steps.toLocaleString("en")}`;
    const [how, , left, speed, kind] = this.#cells;
    const age = updated === null ? null : duration((Date.now() - updated) / 1000);
    setText(kind, recipe);
    setText(speed, imagesPerSecond === null ? "" : short(imagesPerSecond));
    setText(left, secondsLeft === null || state === "stopped" ? "" : duration(secondsLeft));
    setText(how, age !== null && state !== "training" ? `${state}, ${age} ago` : state);
    this.element.dataset["state"] = state;
  }
}

function setText(cell: HTMLElement | undefined, text: string): void {
  if (cell && cell.textContent !== text) cell.textContent = text;
}
