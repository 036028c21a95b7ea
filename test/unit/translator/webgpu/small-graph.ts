import { GraphBuilder } from "../../../../src/net/builder";
import type { Graph } from "../../../../src/net/graph";

/** The smallest net with everything that a frame touches: sums, rows of a domain, two convolutions. */
export function smallGraph(size: number): Graph {
  const build = new GraphBuilder("small");
  const image = build.input("image", [size, size, 3]);
  const domain = build.input("domain", [2]);
  const first = build.conv2d(image, "first", { channels: 4, kernel: 3 });
  const norm = build.conditionalInstanceNorm(first, domain, "norm");
  return build.build({ image: build.conv2d(norm, "last", { channels: 3, kernel: 3 }) });
}
