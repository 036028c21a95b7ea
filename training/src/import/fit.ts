import type { Graph } from "../../../src/net/graph";
import type { Weights } from "../../../src/net/tensors";
import { nearest } from "../options/check";
import { ImportError } from "./errors";

/** Lines of one kind in a complaint; the rest is counted. */
const MOST_LINES = 20;

/**
 * Checks that weights are those of a graph, no more and no less.
 * @param advice Ends the complaint, if there is one.
 * @throws ImportError with every tensor that is missing, unexpected or wrongly shaped, and what was probably meant.
 */
export function checkFit(graph: Graph, weights: Weights, advice: string): void {
  const wanted = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  const missing = graph.parameters.filter(({ name }) => !weights.has(name));
  const unexpected = [...weights].filter(([name]) => !wanted.has(name));
  const unknown = unexpected.map(([name]) => name);
  const misshapen = graph.parameters.flatMap(({ name, shape }) => {
    const found = weights.get(name);
    return found === undefined || found.shape.join() === shape.join() ? [] : [{ name, shape, found: found.shape }];
  });
  const problems = [
    ...listed(missing.map(({ name, shape }) => `missing: ${name} [${shape.join(", ")}]${like(name, unknown)}`)),
    ...listed(
      unexpected.map(
        ([name, { shape }]) =>
          `unexpected: ${name} [${shape.join(", ")}]${like(
            name,
            missing.map((spec) => spec.name),
          )}`,
      ),
    ),
    ...listed(
      misshapen.map(
        ({ name, shape, found }) => `shape: ${name} is [${found.join(", ")}] instead of [${shape.join(", ")}]`,
      ),
    ),
  ];
  if (problems.length === 0) return;
  throw new ImportError(
    `the weights do not fit the ${graph.name} that is described:\n${problems.join("\n")}\n${advice}`,
  );
}

function listed(lines: readonly string[]): string[] {
  const rest = lines.length - MOST_LINES;
  return rest > 0 ? [...lines.slice(0, MOST_LINES), `  … and ${rest} more of these`] : [...lines];
}

function like(name: string, candidates: readonly string[]): string {
  const [meant] = nearest(name, candidates);
  return meant === undefined ? "" : `; is it ${meant}?`;
}
