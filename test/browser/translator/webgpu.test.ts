import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, startHarness } from "../harness";
import { compareFamilies, openLab, savePng } from "./lab";

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
      // Those with layers that the lens has not; the engine's own tests run every family (test/unit/translator/webgpu/engine).
      families: ["ugatit", "pix2pix"],
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
