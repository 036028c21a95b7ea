import { writeFileSync } from "node:fs";
import path from "node:path";
import { ARTIFACTS, type Harness, type View } from "../harness";

export async function openLab(harness: Harness): Promise<View> {
  const view = await harness.open("translator.html");
  await view.page.waitForFunction(() => document.title === "ready");
  return view;
}

export function savePng(name: string, url: string): void {
  writeFileSync(path.join(ARTIFACTS, `${name}.png`), Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
}

/** In the page: how like the interpreter's picture each family's is, dB. */
export async function compareFamilies(asked: {
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
