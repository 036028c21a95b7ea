import { namedRunError, TranslatorWorkerError } from "../../../translator/errors";
import { WorkerConnection } from "../../../translator/tfjs/connection";
import type { RunnerWorker } from "./contract";
import type { Executor, RunnerModel } from "./types";

/** A worker that was ended from outside says nothing: after this long without an answer it counts as dead, ms. */
const SILENCE_MS = 60_000;

/**
 * tfjs on wasm in a module worker, tested before it is used.
 * @throws {TranslatorWorkerError} where the worker cannot be loaded.
 * @throws {TranslatorRunError | OutOfMemoryError} where its backend cannot be opened, or answers wrong.
 */
export async function openWasmWorker({ graph, tensors }: RunnerModel): Promise<Executor> {
  const connection = new WorkerConnection<RunnerWorker>(startWorker());
  try {
    const label = await inTime(
      connection,
      connection.call((remote) => remote.open({ graph, tensors, threads: null })),
    );
    return {
      kind: "wasm",
      label,
      run: (inputs) =>
        inTime(
          connection,
          connection.call((remote) => remote.run(inputs)),
        ),
      dispose: () => connection.close("The lab's worker was ended."),
    };
  } catch (cause) {
    connection.close("The lab's worker could not be opened.", cause);
    throw namedRunError(cause);
  }
}

async function inTime<Answer>(connection: WorkerConnection<RunnerWorker>, answer: Promise<Answer>): Promise<Answer> {
  const timer = setTimeout(() => connection.close("The lab's worker no longer answers."), SILENCE_MS);
  try {
    return await answer;
  } catch (cause) {
    throw cause instanceof TranslatorWorkerError ? cause : namedRunError(cause);
  } finally {
    clearTimeout(timer);
  }
}

function startWorker(): Worker {
  return new Worker(new URL("./runner.worker.ts", import.meta.url), { type: "module", name: "lab" });
}
