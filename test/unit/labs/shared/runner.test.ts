import { describe, expect, it } from "vitest";

import { type Executor, Runner, type RunnerKind, type RunnerRung } from "../../../../src/labs/shared/runner";
import { sampleCount } from "../../../../src/labs/shared/runner/samples";
import { GraphBuilder } from "../../../../src/net/builder";
import { GraphError } from "../../../../src/net/errors";
import {
  DeviceLostError,
  OutOfMemoryError,
  TranslatorUnavailableError,
  TranslatorWorkerError,
} from "../../../../src/translator";

/** A rung whose runs end as they are told, one after the other; then they answer. */
class Scripted implements RunnerRung {
  opened = 0;
  disposed = 0;
  readonly kind: RunnerKind;
  readonly #ends: (Error | null)[];
  readonly #refusal: Error | null;

  constructor(kind: RunnerKind, ends: readonly (Error | null)[] = [], refusal: Error | null = null) {
    this.kind = kind;
    this.#ends = [...ends];
    this.#refusal = refusal;
  }

  async open(): Promise<Executor> {
    if (this.#refusal !== null) throw this.#refusal;
    this.opened += 1;
    return {
      kind: this.kind,
      label: `${this.kind} ${this.opened}`,
      run: async (inputs) => {
        const end = this.#ends.shift();
        if (end) throw end;
        return inputs;
      },
      dispose: () => {
        this.disposed += 1;
      },
    };
  }
}

const inputs = { image: Float32Array.of(1, 2, 3) };
const lost = new DeviceLostError("gone");
const dead = new TranslatorWorkerError("dead");

describe("a runner", () => {
  it("takes the best that opens, and says which", async () => {
    const refusing = new Scripted("webgpu", [], new TranslatorUnavailableError("none here"));
    const wasm = new Scripted("wasm");
    const runner = new Runner([refusing, wasm]);
    expect(runner.status.value).toEqual({ kind: "starting" });
    await runner.start();
    expect(runner.status.value).toEqual({ kind: "running", on: "wasm", label: "wasm 1", restarts: 0 });
    expect(await runner.run(inputs)).toBe(inputs);
    expect(wasm.opened).toBe(1);
  });

  it("goes on within the same run after a lost GPU, and below it after another", async () => {
    const webgpu = new Scripted("webgpu", [lost, null, lost]);
    const wasm = new Scripted("wasm");
    const runner = new Runner([webgpu, wasm]);
    expect(await runner.run(inputs)).toBe(inputs);
    expect(runner.status.value).toMatchObject({ on: "webgpu", label: "webgpu 2", restarts: 1 });
    expect(await runner.run(inputs)).toBe(inputs);
    expect(runner.status.value).toMatchObject({ on: "wasm", restarts: 2 });
    expect(webgpu.disposed).toBe(2);
  });

  it("starts a dead worker again, time after time", async () => {
    const wasm = new Scripted("wasm", [dead, null, dead, null, dead, null, dead]);
    const runner = new Runner([wasm]);
    for (let run = 0; run < 4; run++) expect(await runner.run(inputs)).toBe(inputs);
    expect(wasm.opened).toBe(5);
  });

  it("gives up a run that fails on everything, and tries again at the next", async () => {
    const small = new OutOfMemoryError("full");
    const wasm = new Scripted("wasm", [small, small, small]);
    const runner = new Runner([wasm]);
    await expect(runner.run(inputs)).rejects.toBe(small);
    expect(await runner.run(inputs)).toBe(inputs);
  });

  it("does not repeat a run that is wrong in itself", async () => {
    const wasm = new Scripted("wasm", [new GraphError("no such input")]);
    const runner = new Runner([wasm]);
    await expect(runner.run(inputs)).rejects.toThrow(GraphError);
    expect(wasm.opened).toBe(1);
  });

  it("gives every reason where nothing opens", async () => {
    const runner = new Runner([
      new Scripted("webgpu", [], new Error("no adapter")),
      new Scripted("wasm", [], new Error("no memory")),
    ]);
    await expect(runner.start()).rejects.toThrow(/webgpu: no adapter wasm: no memory/);
  });

  it("runs one at a time, in order", async () => {
    const order: string[] = [];
    const slow: RunnerRung = {
      kind: "wasm",
      open: async () => ({
        kind: "wasm",
        label: "",
        run: async (values) => {
          order.push("begin");
          await new Promise((resolve) => setTimeout(resolve, 5));
          order.push("end");
          return values;
        },
        dispose: () => {},
      }),
    };
    const runner = new Runner([slow]);
    await Promise.all([runner.run(inputs), runner.run(inputs)]);
    expect(order).toEqual(["begin", "end", "begin", "end"]);
  });

  it("is not used after it was disposed", async () => {
    const wasm = new Scripted("wasm");
    const runner = new Runner([wasm]);
    await runner.start();
    runner.dispose();
    expect(wasm.disposed).toBe(1);
    await expect(runner.run(inputs)).rejects.toThrow(TranslatorUnavailableError);
  });
});

describe("samples", () => {
  const b = new GraphBuilder("pair");
  const sum = b.add(b.input("a", [4]), b.input("b", [4]), "sum");
  const graph = b.build({ sum });

  it("are counted by the inputs", () => {
    expect(sampleCount(graph, { a: new Float32Array(12), b: new Float32Array(12) })).toBe(3);
  });

  it.each([
    [{ a: new Float32Array(4) }],
    [{ a: new Float32Array(4), b: new Float32Array(8) }],
    [{ a: new Float32Array(6), b: new Float32Array(6) }],
    [{ a: new Float32Array(0), b: new Float32Array(0) }],
  ])("that do not fit are refused", (values) => {
    expect(() => sampleCount(graph, values)).toThrow(GraphError);
  });
});
