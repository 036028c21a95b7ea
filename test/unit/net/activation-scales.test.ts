import { describe, expect, it } from "vitest";

import { activationScales } from "../../../src/net/activation-scales";
import { ModelConfigError } from "../../../src/net/errors";
import { graphOf } from "../../../src/net/families";

const architecture = { channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 } as const;
const graph = graphOf({ family: "stargan", architecture }, 16);
const activations = (scales: Record<string, number>): Parameters<typeof activationScales>[0] => ({
  scheme: "symmetric-per-tensor",
  scales,
});

describe("activationScales", () => {
  it("gives 32-bit steps by convolution, none without calibration", () => {
    const scales = activationScales(activations({ "residual.0.1.conv": 0.1, "output.conv": 0.25 }), graph);
    expect([...scales]).toEqual([
      ["residual.0.1.conv", Math.fround(0.1)],
      ["output.conv", 0.25],
    ]);
    expect(activationScales(undefined, graph).size).toBe(0);
  });

  it.each(["residual.7.1.conv", "encoder.0.norm", "image", "encoder.0.conv.weight"])(
    "names the step of %s, which is no convolution",
    (id) => {
      const check = (): unknown => activationScales(activations({ "output.conv": 0.25, [id]: 0.1 }), graph);
      expect(check).toThrow(ModelConfigError);
      expect(check).toThrow(`quantization.activations.scales.${id}`);
    },
  );
});
