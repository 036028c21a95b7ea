import { tablesOf } from "../report/tables";
import type { BenchReport } from "../report/types";
import type { MeasureMessage, MeasureRequest } from "./messages";
import { showTables } from "./show-tables";

const address = new URLSearchParams(location.search);
const form = element("options", HTMLFormElement);
const progress = element("progress", HTMLElement);
const json = element("json", HTMLElement);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
element("copy", HTMLButtonElement).addEventListener("click", ({ currentTarget }) => {
  if (currentTarget instanceof HTMLButtonElement) void copyJson(currentTarget);
});
void tellAdapter();

function start(): void {
  const fields = new FormData(form);
  // The address goes before the form, for what the form does not offer.
  const size = Number(address.get("size") ?? fields.get("size") ?? "");
  const request: MeasureRequest = {
    site: new URL(".", document.baseURI).href,
    command: `bench.html${location.search}`,
    model: address.get("model") ?? undefined,
    size: Number.isInteger(size) && size > 0 ? size : undefined,
    arms: address.get("arms")?.split(","),
    quick: address.has("quick") || fields.has("quick"),
  };
  setBusy(true);
  element("tables", HTMLElement).replaceChildren();
  element("result", HTMLElement).hidden = true;
  progress.textContent = "Starting …";
  const worker = new Worker(new URL("./measure.ts", import.meta.url), { type: "module", name: "benchmark" });
  const end = (said: string): void => {
    worker.terminate();
    setBusy(false);
    progress.textContent = said;
  };
  worker.addEventListener("message", ({ data }: MessageEvent<MeasureMessage>) => {
    if (data.kind === "progress") progress.textContent = `${data.what} …`;
    else if (data.kind === "failed") end(`It ended with an error: ${data.reason}`);
    else {
      show(data.report);
      end("Done.");
    }
  });
  worker.addEventListener("error", ({ message }) => end(`It stopped: ${message || "its script could not be loaded"}.`));
  worker.postMessage(request);
}

function show(report: BenchReport): void {
  showTables(element("tables", HTMLElement), tablesOf(report));
  json.textContent = JSON.stringify(report, null, 2);
  element("result", HTMLElement).hidden = false;
}

async function copyJson(button: HTMLButtonElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(json.textContent ?? "");
    button.textContent = "Copied";
  } catch {
    // Forbidden, or no secure page: to be copied by hand.
    json.closest("details")?.setAttribute("open", "");
    getSelection()?.selectAllChildren(json);
    button.textContent = "Selected: copy it";
  }
}

async function tellAdapter(): Promise<void> {
  const notice = element("webgpu", HTMLElement);
  // Typed as always there.
  const gpu: GPU | undefined = navigator.gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: "high-performance" }).catch(() => null);
  if (adapter === undefined || adapter === null) {
    notice.textContent =
      gpu === undefined
        ? "This browser has no WebGPU on this page, so only WebAssembly is measured. Chrome, Edge and Safari 26 have it, over HTTPS or on localhost."
        : "This browser finds no GPU for WebGPU, so only WebAssembly is measured.";
  } else {
    const { description, vendor, architecture } = adapter.info;
    notice.textContent = `WebGPU: ${description || [vendor, architecture].join(" ").trim() || "an adapter that does not say its name"}`;
  }
  notice.hidden = false;
}

function setBusy(busy: boolean): void {
  for (const control of form.elements) control.toggleAttribute("disabled", busy);
}

function element<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new TypeError(`bench.html has no element with the id ${id}.`);
  return found;
}
