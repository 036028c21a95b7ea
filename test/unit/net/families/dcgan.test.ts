import { describe, expect, it } from "vitest";

import { GraphError } from "../../../../src/net/errors";
import { buildDcgan, buildDcganDiscriminator } from "../../../../src/net/families";

const reference = { latent: 100, channels: 64, doublings: 3 };

describe("buildDcgan", () => {
  it("starts 96 pixels from 12, with the example's channels", () => {
    const { nodes, outputs } = buildDcgan(reference, 96);
    const shapes = nodes.flatMap(({ id, shape }) => (/picture|\.conv$/.test(id) ? [shape] : []));
    expect(shapes).toEqual([
      [12, 12, 512],
      [24, 24, 256],
      [48, 48, 128],
      [96, 96, 64],
      [96, 96, 3],
    ]);
    expect(nodes[0]).toMatchObject({ op: "input", id: "latent", shape: [100] });
    expect(outputs).toEqual({ image: "output.tanh" });
  });

  it("judges down to the same bottom", () => {
    const { nodes } = buildDcganDiscriminator(reference, 96);
    const sides = nodes.flatMap(({ id, shape }) => (id.endsWith(".conv") ? [shape[0]] : []));
    expect(sides).toEqual([96, 48, 48, 24, 24, 12, 12]);
    expect(nodes.at(-1)).toMatchObject({ id: "head", shape: [1] });
  });

  it.each([buildDcgan, buildDcganDiscriminator])("refuses a side that cannot be halved so often", (build) => {
    expect(() => build(reference, 100)).toThrow(GraphError);
    expect(() => build(reference, 100)).toThrow(/100 pixels cannot be halved 3 times.*multiple of 8/);
  });
});
