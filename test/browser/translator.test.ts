import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ARTIFACTS, type Harness, startHarness, type View } from "./harness";

async function openLab(harness: Harness): Promise<View> {
  const view = await harness.open("translator.html");
  await view.page.waitForFunction(() => document.title === "ready");
  return view;
}

function savePng(name: string, url: string): void {
  writeFileSync(path.join(ARTIFACTS, `${name}.png`), Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
}

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

/** In the page: how like the interpreter's picture each family's is, dB. */
async function compareFamilies(asked: {
  kind: "wasm" | "webgl" | "webgpu";
  families: readonly ("concat" | "cyclegan" | "ugatit" | "light" | "pix2pix")[];
}) {
  const { createTranslator, makeFrame, pixelPsnr, pixelsOf, reference, requestGpu, tinyModel, toPng } = translatorLab;
  const gpu = asked.kind === "webgpu" ? await requestGpu() : null;
  // As large as the crop: the two ways of shrinking differ, and that is not what is compared here.
  const frame = await makeFrame(64, 48);
  const roi = { cx: 32, cy: 24, size: 32 };
  const seen: { family: string; same: number; png: string }[] = [];
  for (const family of asked.families) {
    const model = tinyModel(family);
    const { translator } = await createTranslator({ model, gpu, only: asked.kind });
    const domains = Float32Array.from(model.domains, (_, index) => (index === 0 ? 1 : 0));
    const patch = await translator.translate({ frame, roi, domains, size: 32 });
    const pixels = await pixelsOf(patch, gpu);
    const same = pixelPsnr(pixels, await reference(frame, roi, 32, domains, model));
    seen.push({ family, same, png: toPng(pixels, 32) });
    patch.close();
    translator.dispose();
  }
  return seen;
}

describe("with WebGPU on the software adapter", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ serve: "pages", profile: "webgpu-swiftshader" });
  });
  afterAll(() => harness?.close());

  test("it counts as no WebGPU unless it is asked for", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { createTranslator, requestGpu, tinyModel } = translatorLab;
      const gpu = await requestGpu();
      const { translator, tried } = await createTranslator({ model: tinyModel(), gpu, avoid: ["webgl"] });
      translator.dispose();
      return { software: gpu?.software, kind: translator.kind, tried };
    });
    expect(seen.software).toBe(true);
    expect(seen.kind).toBe("wasm");
    expect(seen.tried[0]?.reason).toMatch(/runs on the processor/);
    await view.close();
  });

  test("its crop is that of cropFrame: inside, over the edge, enlarged and shrunk", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { bothCrops, makeFrame, pixelPsnr, requestGpu, toPng } = translatorLab;
      const gpu = await requestGpu();
      if (gpu === null) throw new Error("no GPU");
      const compare = async (frameSide: number, cx: number, cy: number, size: number) => {
        const { onGpu, onCanvas } = await bothCrops(gpu, await makeFrame(frameSide, frameSide), { cx, cy, size }, 64);
        return { same: pixelPsnr(onGpu, onCanvas), png: toPng(onGpu, 64), wanted: toPng(onCanvas, 64) };
      };
      return {
        inside: await compare(96, 48, 40, 64),
        edge: await compare(96, 8, 90, 64),
        enlarged: await compare(96, 48, 40, 32),
        shrunk: await compare(640, 320, 320, 600),
      };
    });
    for (const [name, { png, wanted }] of Object.entries(seen)) {
      savePng(`translator-crop-${name}-gpu`, png);
      savePng(`translator-crop-${name}-canvas`, wanted);
    }
    expect(seen.inside.same).toBeGreaterThan(55);
    expect(seen.edge.same).toBeGreaterThan(55);
    // Two ways of enlarging and shrinking: alike, not the same.
    expect(seen.enlarged.same).toBeGreaterThan(30);
    expect(seen.shrunk.same).toBeGreaterThan(25);
    await view.close();
  });

  test("a video's picture is cut where it lies, as a still of it would be", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { asBitmap, asVideoFrame, bothCrops, makeFrame, makeVideo, pixelPsnr, requestGpu, toPng } = translatorLab;
      const gpu = await requestGpu();
      if (gpu === null) throw new Error("no GPU");
      let imported = 0;
      const { device } = gpu;
      const native = device.importExternalTexture.bind(device);
      device.importExternalTexture = (given) => {
        imported += 1;
        return native(given);
      };
      const still = await makeFrame(320, 240);
      const squares = { inside: { cx: 170, cy: 110, size: 160 }, edge: { cx: 20, cy: 220, size: 150 } };
      const frames = { decoded: asVideoFrame(still), playing: await makeVideo(still) };
      const crops: { name: string; same: number; png: string; wanted: string }[] = [];
      for (const [source, frame] of Object.entries(frames)) {
        for (const [place, square] of Object.entries(squares)) {
          const shown = await asBitmap(frame);
          for (const storage of ["float", "half"] as const) {
            const { onGpu } = await bothCrops(gpu, frame, square, 64, storage);
            const { onGpu: uploaded } = await bothCrops(gpu, shown, square, 64, storage);
            const name = `${source}-${place}-${storage}`;
            crops.push({ name, same: pixelPsnr(onGpu, uploaded), png: toPng(onGpu, 64), wanted: toPng(uploaded, 64) });
          }
        }
      }
      return { crops, imported };
    });
    for (const { name, png, wanted, same } of seen.crops) {
      savePng(`translator-video-${name}`, png);
      savePng(`translator-video-${name}-uploaded`, wanted);
      expect({ name, right: same > 38, same }).toMatchObject({ right: true });
    }
    expect(seen.imported).toBe(8);
    view.expectNoErrors();
    await view.close();
  });

  test("the patch is a texture with the interpreter's picture, also over the edge, and comes back to be reused", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { createTranslator, makeFrame, pixelPsnr, pixelsOf, reference, requestGpu, tinyModel, toPng } =
        translatorLab;
      const gpu = await requestGpu();
      const errors: string[] = [];
      gpu?.device.addEventListener("uncapturederror", (event) => errors.push(event.error.message));
      const { translator } = await createTranslator({ model: tinyModel(), gpu, only: "webgpu" });
      // As large as the crop: the two ways of shrinking differ, and that is not what is compared here.
      const frame = await makeFrame(96, 80);
      const domains = Float32Array.of(0.5, 0.5, 0);
      const compare = async (roi: { cx: number; cy: number; size: number }) => {
        const patch = await translator.translate({ frame, roi, domains, size: 64 });
        const pixels = await pixelsOf(patch, gpu);
        const same = pixelPsnr(pixels, await reference(frame, roi, 64, domains));
        return { patch, pixels, same };
      };
      const inside = await compare({ cx: 48, cy: 40, size: 64 });
      const edge = await compare({ cx: 8, cy: 72, size: 64 });
      const { picture } = inside.patch;
      inside.patch.close();
      inside.patch.close();
      const next = await translator.translate({ frame, roi: inside.patch.roi, domains, size: 64 });
      const after = await translator.translate({ frame, roi: inside.patch.roi, domains, size: 64 });
      const textureOf = (patch: typeof next) => (patch.picture.kind === "texture" ? patch.picture.texture : null);
      const answer = {
        label: translator.label,
        kind: picture.kind,
        format: picture.kind === "texture" ? picture.texture.format : "",
        inside: inside.same,
        edge: edge.same,
        reused: picture.kind === "texture" && textureOf(next) === picture.texture,
        shared: textureOf(after) === textureOf(next),
        errors,
        png: toPng(inside.pixels, 64),
      };
      translator.dispose();
      return answer;
    });
    savePng("translator-webgpu", seen.png);
    expect(seen.label).toMatch(/^WebGPU, /);
    expect(seen.kind).toBe("texture");
    expect(seen.format).toBe("rgba8unorm");
    expect(seen.inside).toBeGreaterThan(45);
    // Differences of one in the crop's edge, which a random net makes larger.
    expect(seen.edge).toBeGreaterThan(30);
    expect(seen.reused).toBe(true);
    expect(seen.shared).toBe(false);
    expect(seen.errors).toEqual([]);
    view.expectNoForeignRequests();
    view.expectNoErrors();
    await view.close();
  });

  test("other families run on it", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(compareFamilies, {
      kind: "webgpu",
      families: ["concat", "cyclegan", "ugatit", "light", "pix2pix"],
    } as const);
    for (const { family, same, png } of seen) {
      savePng(`translator-webgpu-${family}`, png);
      expect({ family, right: same > 35, same }).toMatchObject({ right: true });
    }
    view.expectNoErrors();
    await view.close();
  });

  test("a lost device is an error with a name, and a new one works", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { createTranslator, makeFrame, requestGpu, tinyModel } = translatorLab;
      const frame = await makeFrame(96, 80);
      const request = { frame, roi: { cx: 48, cy: 40, size: 64 }, domains: Float32Array.of(1, 0, 0), size: 32 };
      const first = await requestGpu();
      const { translator } = await createTranslator({ model: tinyModel(), gpu: first, only: "webgpu" });
      await translator.translate(request);
      const under = translator.translate(request).catch((error: unknown) => error);
      first?.device.destroy();
      const outcome = await under;
      const later = await translator.translate(request).catch((error: unknown) => error);
      translator.dispose();
      const second = await requestGpu();
      const { translator: next } = await createTranslator({ model: tinyModel(), gpu: second, only: "webgpu" });
      const patch = await next.translate(request);
      next.dispose();
      return { outcome: String(outcome), later: String(later), size: patch.size };
    });
    expect(seen.outcome).toMatch(/^DeviceLostError/);
    expect(seen.later).toMatch(/^DeviceLostError/);
    expect(seen.size).toBe(32);
    await view.close();
  });
});
