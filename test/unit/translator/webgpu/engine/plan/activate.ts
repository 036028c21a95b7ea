import type { Activate } from "../../../../../../src/translator/webgpu/engine/plan/steps";

export function activate(activation: Activate | null, x: number): number {
  switch (activation?.kind) {
    case "relu":
      return Math.max(x, 0);
    case "relu6":
      return Math.min(Math.max(x, 0), 6);
    case "leakyRelu":
      return x > 0 ? x : x * activation.slope;
    case "tanh":
      return Math.tanh(x);
    case "sigmoid":
      return 1 / (1 + Math.exp(-x));
    case undefined:
      return x;
  }
}
