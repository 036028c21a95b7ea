import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { parseModelConfig } from "../../../src/net/config";
import { WeightsError } from "../../../src/net/errors";
import { graphOf } from "../../../src/net/families";
import type { ImageToImageNet } from "../../../src/net/image-to-image";
import { readModelCheck } from "../../../src/net/model-check";
import { f16ToF32, f32ToF16, type FloatTensor } from "../../../src/net/tensors";
import { loadBackend } from "../../src/backend/load";
import { CalibrationError } from "../../src/calibrate/errors";
import { calibrateModelFolder, type FolderCalibrationOptions } from "../../src/calibrate/model-folder";
import { createRandom } from "../../src/data/random";
import { type NewModel, writeModelFolder } from "../../src/export/model-folder";
import { Translator } from "../../src/translate/translator";

const stargan: ImageToImageNet = {
  family: "stargan",
  architecture: { channels: 4, residualBlocks: 1, conditioning: "cin", skips: true, domains: 2 },
  input: { height: 16 },
};
const ugatit: ImageToImageNet = {
  family: "ugatit",
  architecture: { channels: 4, residualBlocks: 1, light: true },
  input: { height: 16 },
};
const pix2pix: ImageToImageNet = {
  family: "pix2pix",
  architecture: { channels: 4, dropout: 0 },
  input: { height: 16 },
};

let root = "";
let pictures = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-calibrate-"));
  await loadBackend({ backend: "wasm" });
  pictures = await mkdtemp(join(root, "pictures-"));
  const random = createRandom(3);
  for (const name of ["soup.png", "rice.png", "check.png"]) {
    const colours = Buffer.from(Array.from({ length: 6 * 4 * 3 }, () => random.below(256)));
    const raw = { width: 6, height: 4, channels: 3 } as const;
    await sharp(colours, { raw }).resize(60, 40).png().toFile(join(pictures, name));
  }
});
afterAll(() => rm(root, { recursive: true }));

async function folderOf(name: string, net: ImageToImageNet, spread = 1): Promise<string> {
  const random = createRandom(8);
  const weights = graphOf(net, 16).parameters.map(({ name: parameter, shape, fanIn, role }): [string, FloatTensor] => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const centre = role === "gamma" ? 1 : role === "rho" ? 0.5 : 0;
    const scale = (role === "kernel" ? spread : 0.2) * Math.sqrt(2 / Math.max(fanIn, 4));
    return [parameter, { shape, data: Float32Array.from({ length }, () => centre + random.normal() * scale) }];
  });
  const ids = net.family === "stargan" ? ["udon", "soba"] : ["udon"];
  const model: NewModel = {
    net,
    size: 16,
    domains: ids.map((id) => ({ id, en: id, ja: id })),
    weights: new Map(weights),
    quantization: spread === 1 ? "int8" : "none",
  };
  const folder = join(root, name);
  await writeModelFolder(folder, model);
  return folder;
}

function options(changes: Partial<FolderCalibrationOptions> = {}): FolderCalibrationOptions {
  return {
    pictures: [join(pictures, "soup.png"), join(pictures, "rice.png")],
    heldOut: [],
    check: join(pictures, "check.png"),
    segmenter: null,
    sizes: [16, 24],
    samples: 3,
    method: null,
    floor: 0,
    log: () => {},
    ...changes,
  };
}

async function configOf(folder: string): Promise<ReturnType<typeof parseModelConfig>> {
  return parseModelConfig(JSON.parse(await readFile(join(folder, "config.json"), "utf8")));
}

describe.each([
  ["stargan", stargan],
  ["ugatit", ugatit],
  ["pix2pix", pix2pix],
] as const)("the calibration of a %s", (name, net) => {
  it("adds a step for each convolution and a check, and changes nothing else", async () => {
    const folder = await folderOf(name, net);
    const before = await configOf(folder);
    const weights = await readFile(join(folder, "model.safetensors"));
    const tried: string[] = [];
    const result = await calibrateModelFolder(
      folder,
      options({ heldOut: [pictures], log: (line) => tried.push(line.split(":")[0] ?? "") }),
    );

    const after = await configOf(folder);
    const convolutions = graphOf(net, 16).nodes.flatMap(({ id, op }) => (op === "conv2d" ? [id] : []));
    expect(Object.keys(after.quantization.activations?.scales ?? {})).toEqual(convolutions);
    expect(after).toMatchObject(before);
    expect(await readFile(join(folder, "model.safetensors"))).toEqual(weights);
    expect((await readdir(folder)).toSorted()).toEqual(["check.safetensors", "config.json", "model.safetensors"]);
    expect(tried).toEqual(["max", "percentile-99.99", "percentile-99.9", "mse", "search"]);
    expect(result.layers.map(({ node }) => node)).toEqual(convolutions);
    for (const { step, alone } of result.layers) {
      expect(step).toBeGreaterThan(0);
      // Each convolution's error is a part of the whole, and no convolution is without one.
      expect(alone).toBeLessThan(90);
      expect(alone).toBeGreaterThan(20);
    }
    expect(result.agreement.all).toBeGreaterThan(20);
    expect(result.agreement.worst).toBeLessThanOrEqual(result.agreement.all);
    expect([...result.heldOut.keys()]).toEqual(net.family === "pix2pix" ? [16] : [16, 24]);
  });

  it("stores what the net makes of a picture of the photograph", async () => {
    const folder = await folderOf(`${name}-check`, net);
    await calibrateModelFolder(folder, options({ method: "max" }));
    const { size, inputs, answer } = readModelCheck(await readFile(join(folder, "check.safetensors")), net);
    expect(size).toBe(48);
    const image = inputs["image"] ?? new Float32Array();
    expect(Math.max(...image)).toBeLessThanOrEqual(1);
    expect(Math.max(...image) - Math.min(...image)).toBeGreaterThan(0.5);
    expect(Array.from(inputs["domain"] ?? [])).toEqual(net.family === "stargan" ? [0.75, 0.25] : []);
    if (net.family === "stargan") return;
    const translator = await Translator.open(folder);
    const bytes = image.map((value) => (value + 1) * 127.5);
    const [made] = await translator.run([{ width: 48, height: 48, data: bytes }], 0);
    const wanted = f16ToF32(f32ToF16(made?.data.map((value) => value / 127.5 - 1) ?? new Float32Array()));
    const worst = Math.max(...answer.map((value, i) => Math.abs(value - (wanted[i] ?? Number.NaN))));
    expect(worst).toBeLessThan(2e-3);
  });
});

describe("a calibration", () => {
  it("leaves convolutions in floats, the worst first, until the floor is reached", async () => {
    const folder = await folderOf("floor", stargan);
    const { agreement, layers } = await calibrateModelFolder(folder, options({ method: "max" }));
    const harm = layers.toSorted((a, b) => a.alone - b.alone).map(({ node }) => node);
    const above = await calibrateModelFolder(folder, options({ method: "max", floor: agreement.all + 1 }));
    const floats = above.layers.filter(({ step }) => step === null).map(({ node }) => node);
    expect(floats.length).toBeGreaterThan(0);
    expect(floats.length).toBeLessThan(layers.length);
    expect(floats.toSorted()).toEqual(harm.slice(0, floats.length).toSorted());
    expect(above.agreement.all).toBeGreaterThan(agreement.all + 1);
    const { quantization } = await configOf(folder);
    expect(Object.keys(quantization.activations?.scales ?? {})).toHaveLength(layers.length - floats.length);
  });

  it("passes over what is no picture, and tells it", async () => {
    const folder = await folderOf("strange", stargan);
    const strange = join(pictures, "strange.jpg");
    await writeFile(strange, "no picture");
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    await calibrateModelFolder(
      folder,
      options({ pictures: [strange, join(pictures, "soup.png")], method: "max", log }),
    );
    expect(lines.filter((line) => line.includes("strange.jpg"))).toHaveLength(1);
    await rm(strange);
  });

  it("names what it cannot use, and writes nothing", async () => {
    const folder = await folderOf("refused", stargan);
    const before = await readFile(join(folder, "config.json"), "utf8");
    const refused = (changes: Partial<FolderCalibrationOptions>): Promise<unknown> =>
      calibrateModelFolder(folder, options(changes));
    await expect(refused({ pictures: [] })).rejects.toThrow(CalibrationError);
    await expect(refused({ pictures: [join(root, "nowhere")] })).rejects.toThrow("nowhere cannot be read");
    await expect(refused({ check: join(root, "refused", "config.json") })).rejects.toThrow(CalibrationError);
    expect(await readFile(join(folder, "config.json"), "utf8")).toBe(before);
    expect((await readdir(folder)).toSorted()).toEqual(["config.json", "model.safetensors"]);

    const damaged = join(root, "damaged");
    await cp(folder, damaged, { recursive: true });
    await writeFile(join(damaged, "config.json"), before.replace('"residualBlocks": 1', '"residualBlocks": 2'));
    await expect(calibrateModelFolder(damaged, options())).rejects.toThrow(WeightsError);
  });

  it("refuses values that are not finite", async () => {
    const folder = await folderOf("overflow", stargan, 2e38);
    await expect(calibrateModelFolder(folder, options({ method: "max" }))).rejects.toThrow(/not finite/);
  });

  it("refuses a net that reads no picture", async () => {
    const folder = join(root, "sushi");
    const net = { family: "dcgan", architecture: { latent: 4, channels: 2, doublings: 2 } } as const;
    const weights = graphOf(net, 16).parameters.map(({ name, shape }): [string, FloatTensor] => [
      name,
      { shape, data: new Float32Array(shape.reduce((product, extent) => product * extent, 1)).fill(0.1) },
    ]);
    await writeModelFolder(folder, { net, size: 16, domains: [], weights: new Map(weights), quantization: "int8" });
    await expect(calibrateModelFolder(folder, options())).rejects.toThrow(/holds a dcgan/);
  });
});
