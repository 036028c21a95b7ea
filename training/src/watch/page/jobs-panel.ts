import type { JobStatus } from "../contract";
import { element, replaceIfChanged, section, table } from "./dom";
import type { Panel } from "./panel";
import type { Store } from "./store";

const COLUMNS = ["Job", "State", "Done", "Worker", "Remark"];
const ORDER: readonly JobStatus["state"][] = ["active", "failed", "waiting", "completed"];

/** The jobs of a queue, where the server has one: what is being done, by whom, and what failed. */
export function jobsPanel(store: Store): Panel {
  const counts = element("p", { className: "note" });
  const body = element("tbody");
  const panel = section("jobs", "Jobs", counts, table("All jobs", COLUMNS, body));

  const update = (): void => {
    const { jobs } = store;
    panel.hidden = jobs === null;
    if (jobs === null) return;
    const sorted = jobs.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
    counts.textContent = ORDER.map((state) => `${jobs.filter((job) => job.state === state).length} ${state}`).join(
      ", ",
    );
    replaceIfChanged(body, JSON.stringify(sorted), () => sorted.map(rowOf));
  };
  return { element: panel, update };
}

function rowOf({ name, state, progress, worker, message }: JobStatus): HTMLTableRowElement {
  const done = progress === null ? "" : `${Math.round(progress * 100)} %`;
  const cells = [state, done, worker ?? "", message ?? ""].map((text) => element("td", {}, text));
  const row = element("tr", {}, element("th", { scope: "row" }, name), ...cells);
  row.dataset["state"] = state;
  return row;
}
