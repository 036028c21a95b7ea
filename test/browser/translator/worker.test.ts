import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, startHarness } from "../harness";
import { compareFamilies, openLab, savePng } from "./lab";

describe("without a GPU", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ serve: "pages" });
  });
  afterAll(() => harness?.close());

  test("the ladder comes down to wasm with threads, which gives the interpreter's picture", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { createTranslator, makeFrame, pixelPsnr, pixelsOf, reference, requestGpu, tinyModel, toPng } =
        translatorLab;
      const gpu = await requestGpu();
      const { translator, tried } = await createTranslator({ model: tinyModel(), gpu });
      const frame = await makeFrame();
      const roi = { cx: 170, cy: 110, size: 190 };
      const domains = Float32Array.of(0.3, 0, 0.7);
      const patch = await translator.translate({ frame, roi, domains, size: 64 });
      const other = await translator.translate({ frame, roi, domains: Float32Array.of(0, 1, 0), size: 64 });
      // The square hangs over the edge, and the size has changed.
      const hanging = { cx: 20, cy: 220, size: 150 };
      const edge = await translator.translate({ frame, roi: hanging, domains, size: 32 });
      const [found, second] = [await pixelsOf(patch, gpu), await pixelsOf(other, gpu)];
      const answer = {
        hasGpu: gpu !== null,
        kind: translator.kind,
        label: translator.label,
        tried,
        patch: { ...patch, picture: patch.picture.kind, domains: [...patch.domains] },
        sameAsReference: pixelPsnr(found, await reference(frame, roi, 64, domains)),
        edgeAsReference: pixelPsnr(await pixelsOf(edge, gpu), await reference(frame, hanging, 32, domains)),
        sameAsOther: pixelPsnr(found, second),
        opaque: found.every((value, index) => index % 4 !== 3 || value === 255),
        timestamp: frame.timestamp,
        png: toPng(found, 64),
      };
      translator.dispose();
      return answer;
    });
    savePng("translator-wasm", seen.png);
    expect(seen.hasGpu).toBe(false);
    expect(seen.kind).toBe("wasm");
    expect(seen.label).toMatch(/^wasm, SIMD, (1 thread|[2-4] threads)$/);
    expect(seen.tried.map(({ kind, ok }) => [kind, ok])).toEqual([
      ["webgpu", false],
      ["webgl", false],
      ["wasm", true],
    ]);
    expect(seen.tried[1]?.reason).toMatch(/drawn on the processor|no WebGL 2/);
    expect(seen.patch).toMatchObject({
      picture: "pixels",
      size: 64,
      roi: { cx: 170, cy: 110, size: 190 },
      frameWidth: 320,
      frameHeight: 240,
      timestamp: seen.timestamp,
    });
    expect(seen.patch.timings.run).toBeGreaterThan(0);
    // Rounding to bytes alone leaves some 50 dB.
    expect(seen.sameAsReference).toBeGreaterThan(48);
    expect(seen.edgeAsReference).toBeGreaterThan(48);
    expect(seen.sameAsOther).toBeLessThan(30);
    expect(seen.opaque).toBe(true);
    view.expectNoForeignRequests();
    view.expectNoErrors();
    await view.close();
  });

  test("a rung that is asked for by name and missing is an error that says why", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { createTranslator, tinyModel } = translatorLab;
      try {
        await createTranslator({ model: tinyModel(), gpu: null, only: "webgpu" });
        return null;
      } catch (error) {
        return error instanceof Error ? { name: error.name, message: error.message } : null;
      }
    });
    expect(seen?.name).toBe("TranslatorUnavailableError");
    expect(seen?.message).toContain("There is no WebGPU here.");
    await view.close();
  });

  test("software WebGL is used when it is asked for, and right", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { createTranslator, makeFrame, pixelPsnr, pixelsOf, reference, tinyModel } = translatorLab;
      const { translator } = await createTranslator({ model: tinyModel(), gpu: null, only: "webgl" });
      const frame = await makeFrame();
      const roi = { cx: 160, cy: 120, size: 200 };
      const domains = Float32Array.of(0, 1, 0);
      const patch = await translator.translate({ frame, roi, domains, size: 32 });
      const same = pixelPsnr(await pixelsOf(patch, null), await reference(frame, roi, 32, domains));
      translator.dispose();
      return { label: translator.label, same };
    });
    expect(seen.label).toMatch(/^WebGL, .*SwiftShader/);
    expect(seen.same).toBeGreaterThan(40);
    await view.close();
  });

  test.each([
    { kind: "wasm", families: ["concat", "cyclegan", "ugatit", "light", "pix2pix"] },
    // Shaders take seconds to compile here: what no other family has is in this one.
    { kind: "webgl", families: ["ugatit"] },
  ] as const)("other families run in the worker on $kind", async ({ kind, families }) => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(compareFamilies, { kind, families });
    for (const { family, same, png } of seen) {
      savePng(`translator-${kind}-${family}`, png);
      // Rounding to bytes alone leaves some 50 dB; a GPU's own rounding is larger where a net divides by small spreads.
      expect({ family, right: same > (kind === "wasm" ? 45 : 35), same }).toMatchObject({ right: true });
    }
    view.expectNoErrors();
    await view.close();
  });

  test("threads compute the same as one, and only as many as are asked for start", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { TfjsWorkerTranslator, makeFrame, pixelPsnr, pixelsOf, tinyModel } = translatorLab;
      const frame = await makeFrame();
      const request = { frame, roi: { cx: 160, cy: 120, size: 200 }, domains: Float32Array.of(1, 0, 0), size: 64 };
      const run = async (threads: number) => {
        const translator = await TfjsWorkerTranslator.open("wasm", tinyModel(), { threads });
        const pixels = await pixelsOf(await translator.translate(request), null);
        translator.dispose();
        return { label: translator.label, pixels };
      };
      const [one, three] = [await run(1), await run(3)];
      return { labels: [one.label, three.label], same: pixelPsnr(one.pixels, three.pixels) };
    });
    expect(seen.labels).toEqual(["wasm, SIMD, 1 thread", "wasm, SIMD, 3 threads"]);
    expect(seen.same).toBeGreaterThan(60);
    expect(view.requests.filter((url) => url.includes("pthread"))).not.toEqual([]);
    view.expectNoErrors();
    await view.close();
  });

  test("a video's picture is cut in the worker, where the crop would have been", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { TfjsWorkerTranslator, makeFrame, makeVideo, pixelPsnr, tinyModel } = translatorLab;
      const translator = await TfjsWorkerTranslator.open("wasm", tinyModel());
      const still = await makeFrame();
      const video = await makeVideo(still);
      const request = { roi: { cx: 40, cy: 120, size: 200 }, domains: Float32Array.of(0, 0, 1), size: 64 };
      const [a, b] = [
        await translator.translate({ ...request, frame: still }),
        await translator.translate({ ...request, frame: video }),
      ];
      translator.dispose();
      if (a.picture.kind !== "pixels" || b.picture.kind !== "pixels") throw new Error("not pixels");
      return pixelPsnr(a.picture.data, b.picture.data);
    });
    // A canvas's stream passes through a video's colours, and a random net makes differences larger.
    expect(seen).toBeGreaterThan(20);
    await view.close();
  });

  test("a worker that dies rejects with a name, and the next call starts another", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { TfjsWorkerTranslator, makeFrame, tinyModel } = translatorLab;
      const workers: Worker[] = [];
      const NativeWorker = Worker;
      // Workers are kept to be killed; nothing else about them changes.
      globalThis.Worker = class extends NativeWorker {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          if (options?.name === "translator") workers.push(this);
        }
      };
      const translator = await TfjsWorkerTranslator.open("wasm", tinyModel());
      const frame = await makeFrame();
      const request = { frame, roi: { cx: 160, cy: 120, size: 200 }, domains: Float32Array.of(1, 0, 0), size: 32 };
      await translator.translate(request);
      const under = translator.translate({ ...request, size: 256 }).then(
        () => "translated",
        (error: unknown) => (error instanceof Error ? error.name : "unknown"),
      );
      setTimeout(() => {
        workers[0]?.terminate();
        workers[0]?.dispatchEvent(new ErrorEvent("error", { message: "killed" }));
      }, 30);
      const outcome = await under;
      const again = await translator.translate(request);
      const refused = await translator.translate({ ...request, size: 30 }).catch((error: unknown) => error);
      translator.dispose();
      const disposed = await translator.translate(request).catch((error: unknown) => error);
      return {
        outcome,
        again: again.size,
        workers: workers.length,
        refused: String(refused),
        disposed: String(disposed),
      };
    });
    expect(seen.outcome).toBe("TranslatorWorkerError");
    expect(seen.again).toBe(32);
    expect(seen.workers).toBe(2);
    expect(seen.refused).toMatch(/TranslatorRunError.*multiple of 4/);
    expect(seen.disposed).toMatch(/TranslatorRunError.*disposed/);
    await view.close();
  });

  test("a worker that cannot be loaded is an error with a name", async () => {
    const view = await openLab(harness);
    const name = await view.page.evaluate(async () => {
      const { TfjsWorkerTranslator, tinyModel } = translatorLab;
      const createWorker = () => new Worker(new URL("/missing-worker.js", location.href), { type: "module" });
      return TfjsWorkerTranslator.open("wasm", tinyModel(), { createWorker }).then(
        () => "opened",
        (error: unknown) => (error instanceof Error ? error.name : "unknown"),
      );
    });
    expect(name).toBe("TranslatorWorkerError");
    await view.close();
  });
});
