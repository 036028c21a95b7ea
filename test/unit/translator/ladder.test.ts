import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, test } from "vitest";

import { TranslatorUnavailableError } from "../../../src/translator/errors";
import { climb, type Rung } from "../../../src/translator/ladder";
import { selfTestBackend } from "../../../src/translator/selftest/backend";
import { loadSelfTest, type SelfTest } from "../../../src/translator/selftest/stored";
import type { Translator, TranslatorKind } from "../../../src/translator/types";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** A rung that opens when the given self-test passes on the cpu backend. */
function rung(kind: TranslatorKind, selfTest: SelfTest, opened: [TranslatorKind, boolean][] = []): Rung {
  return {
    kind,
    async open(forced) {
      opened.push([kind, forced]);
      await selfTestBackend(selfTest);
      const translator: Translator = {
        kind,
        label: kind,
        domains: selfTest.model.domains,
        translate: () => Promise.reject(new Error("not run here")),
        dispose: () => {},
      };
      return translator;
    },
  };
}

/** The self-test with one gamma table negated: every kernel is right, the answer is not. */
function broken(): SelfTest {
  const good = loadSelfTest();
  const tensors = new Map(good.model.tensors);
  const name = "decoder.1.norm.gamma";
  const tensor = tensors.get(name);
  if (tensor?.dtype !== "F16") throw new Error("the stored gamma is not F16");
  tensors.set(name, { ...tensor, data: tensor.data.map((half) => half ^ 0x8000) });
  return { ...good, model: { ...good.model, tensors } };
}

describe("climb", () => {
  test("takes the first rung that passes, and opens none below it", async () => {
    const opened: [TranslatorKind, boolean][] = [];
    const good = loadSelfTest();
    const { translator, tried } = await climb([rung("webgpu", good, opened), rung("wasm", good, opened)]);
    expect(translator.kind).toBe("webgpu");
    expect(tried).toEqual([{ kind: "webgpu", ok: true, reason: "" }]);
    expect(opened).toEqual([["webgpu", false]]);
  });

  test("passes over a rung whose picture is wrong, and says so", async () => {
    const { translator, tried } = await climb([rung("webgl", broken()), rung("wasm", loadSelfTest())]);
    expect(translator.kind).toBe("wasm");
    expect(tried.map(({ kind, ok }) => [kind, ok])).toEqual([
      ["webgl", false],
      ["wasm", true],
    ]);
    expect(tried[0]?.reason).toMatch(/wrong picture in the self-test: -?[\d.]+ dB/);
  });

  test("leaves out what is to be avoided, but not when it is asked for by name", async () => {
    const opened: [TranslatorKind, boolean][] = [];
    const rungs = [rung("webgpu", loadSelfTest(), opened), rung("wasm", loadSelfTest(), opened)];
    const { translator, tried } = await climb(rungs, { avoid: ["webgpu"] });
    expect(translator.kind).toBe("wasm");
    expect(tried[0]).toMatchObject({ kind: "webgpu", ok: false });
    expect(tried[0]?.reason).not.toBe("");
    expect(opened).toEqual([["wasm", false]]);
    expect((await climb(rungs, { only: "webgpu", avoid: ["webgpu"] })).translator.kind).toBe("webgpu");
    expect(opened.at(-1)).toEqual(["webgpu", true]);
  });

  test("a rung that is asked for and fails ends in an error with its reason, not in another rung", async () => {
    const opened: [TranslatorKind, boolean][] = [];
    const error = await climb([rung("webgl", broken()), rung("wasm", loadSelfTest(), opened)], { only: "webgl" }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(TranslatorUnavailableError);
    expect(error).toMatchObject({ tried: [{ kind: "webgl", ok: false }] });
    expect(String(error)).toMatch(/webgl was asked for.*wrong picture/s);
    expect(opened).toEqual([]);
  });

  test("when none passes, every reason is told", async () => {
    const gone: Rung = { kind: "webgpu", open: () => Promise.reject(new Error("There is no WebGPU here.")) };
    await expect(climb([gone, rung("wasm", broken())])).rejects.toThrow(
      /No translator can run here\. webgpu: There is no WebGPU here\. wasm: cpu gives a wrong picture/,
    );
  });
});
