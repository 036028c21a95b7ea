import { runBench } from "../bench";
import { FULL, QUICK } from "../effort";
import { pagePlace } from "./place";
import type { MeasureMessage, MeasureRequest } from "./messages";

/** The worker that measures: the page stays usable, and long computations of the peers do not stop it. */
self.addEventListener("message", ({ data }: MessageEvent<MeasureRequest>) => void measure(data));

async function measure({ site, command, model, size, arms, quick }: MeasureRequest): Promise<void> {
  try {
    const report = await runBench(pagePlace(site), {
      command,
      model,
      size,
      arms,
      effort: quick ? QUICK : FULL,
      onProgress: (what) => tell({ kind: "progress", what }),
    });
    tell({ kind: "done", report });
  } catch (error) {
    tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
}

function tell(message: MeasureMessage): void {
  self.postMessage(message);
}
