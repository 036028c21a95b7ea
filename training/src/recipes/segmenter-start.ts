import type { Graph } from "../../../src/net/graph";
import type { TensorMap } from "../../../src/net/tensors";
import { RunDirectory, RunDirectoryError } from "../run/directory";

/**
 * The averaged weights of a run that fit a net: same name, same shape. A net that has a level more learns just that anew.
 * @throws RunDirectoryError if there is no run, it has no checkpoint, or nothing in it fits.
 */
export async function readStart(path: string, graph: Graph): Promise<TensorMap> {
  const { run } = await RunDirectory.open(path);
  const checkpoint = await run.loadCheckpoint();
  if (!checkpoint) throw new RunDirectoryError(`${path} has no checkpoint to start from yet: train it first`);
  const fitting = new Map(
    graph.parameters.flatMap(({ name, shape }) => {
      const stored = checkpoint.tensors.get(`ema/${name}`);
      return stored?.shape.join() === shape.join() ? [[name, stored] as const] : [];
    }),
  );
  if (fitting.size > 0) return fitting;
  throw new RunDirectoryError(`${path} holds nothing that fits this ${graph.name}: name the run of another one`);
}
