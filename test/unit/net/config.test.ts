import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseCatalog, parseModelConfig } from "../../../src/net/config";
import { ModelConfigError } from "../../../src/net/errors";

const config = {
  format: "mealshift-model",
  version: 1,
  id: "stargan-base",
  family: "stargan",
  architecture: { channels: 24, residualBlocks: 4, conditioning: "cin", domains: 2 },
  domains: [
    { id: "ramen", en: "Ramen", ja: "ラーメン" },
    { id: "curry-rice", en: "Curry rice", ja: "カレーライス" },
  ],
  input: { height: 256, width: 256, range: [-1, 1] },
  quantization: { weights: "int8", scheme: "symmetric-per-output-channel" },
  files: { weights: { path: "model.safetensors", bytes: 1000, sha256: "0a".repeat(32) } },
};
const segmenter = {
  ...config,
  id: "dish",
  family: "segmenter",
  architecture: { channels: [8, 16], classes: 2 },
  domains: undefined,
  files: { ...config.files, tflite: { path: "tflite/model.tflite", bytes: 5, sha256: "f".repeat(64) } },
};
const catalog = {
  format: "mealshift-catalog",
  version: 1,
  models: [
    { id: "stargan-base", family: "stargan", path: "stargan-base", default: true },
    { id: "dish", family: "segmenter", path: "dish", default: true },
    { id: "to", family: "cyclegan", path: "to", inverse: "fro" },
    { id: "fro", family: "cyclegan", path: "fro", inverse: "to" },
  ],
};

/** A copy as JSON would give it, with the value at a dotted path replaced, or taken away when it is undefined. */
function changed(json: object, path: string, value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(json));
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let at = copy;
  for (const key of keys) at = Reflect.get(Object(at), key);
  if (value === undefined) Reflect.deleteProperty(Object(at), last);
  else Reflect.set(Object(at), last, value);
  return copy;
}

function fieldOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof ModelConfigError) {
      expect(error.message).toContain(error.field);
      return error.field;
    }
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("parseModelConfig", () => {
  it("gives back what it accepts", () => {
    expect(parseModelConfig(config)).toEqual(config);
    const read = parseModelConfig(JSON.parse(JSON.stringify(segmenter)));
    expect(read.files.tflite?.path).toBe("tflite/model.tflite");
    expect(read.family === "segmenter" && read.architecture.classes).toBe(2);
  });

  it.each([
    ["cyclegan", { channels: 16, residualBlocks: 6 }],
    ["ugatit", { channels: 16, residualBlocks: 4, light: true }],
    ["pix2pix", { channels: 16, dropout: 0.5 }],
    ["dcgan", { latent: 100, channels: 16, doublings: 3 }],
  ])("takes a %s with the one dish that it makes, or none", (family, architecture) => {
    const one = { ...config, family, architecture, domains: config.domains.slice(0, 1) };
    expect(parseModelConfig(one)).toEqual(one);
    expect(parseModelConfig(changed(one, "domains", undefined))).not.toHaveProperty("domains");
    expect(fieldOf(() => parseModelConfig({ ...one, domains: config.domains }))).toBe("domains");
    expect(fieldOf(() => parseModelConfig(changed(one, "architecture.channels", 0)))).toBe("architecture.channels");
  });

  it.each([
    ["format", "onnx"],
    ["version", 2],
    ["version", undefined],
    ["id", ""],
    ["id", "../x"],
    ["family", "diffusion"],
    ["family", undefined],
    ["architecture", undefined],
    ["architecture.channels", "24"],
    ["architecture.residualBlocks", -1],
    ["architecture.conditioning", "film"],
    ["architecture.classes", 2],
    ["domains", undefined],
    ["domains", []],
    ["domains", [config.domains[0], config.domains[0]]],
    ["domains", [config.domains[0]]],
    ["domains.1.ja", undefined],
    ["domains.0.en", " "],
    ["input.height", 0],
    ["input.width", 256.5],
    ["input.range.0", 0],
    ["quantization.weights", "int4"],
    ["quantization.scheme", undefined],
    ["files.weights", undefined],
    ["files.weights.bytes", 1e12],
    ["files.weights.bytes", -1],
    ["files.weights.sha256", "0A".repeat(32)],
    ["files.weights.sha256", "0a"],
    ["files.tflite", {}],
    ["files.tflte", {}],
    ["surprise", 1],
  ])("names %s when it is %j", (path, value) => {
    const field = fieldOf(() => parseModelConfig(changed(config, path, value)));
    expect(field === path || field.startsWith(`${path}.`)).toBe(true);
  });

  const calibrated = (scales: unknown): object => ({
    ...config,
    quantization: { ...config.quantization, activations: { scheme: "symmetric-per-tensor", scales } },
    files: { ...config.files, check: { path: "check.safetensors", bytes: 9, sha256: "1b".repeat(32) } },
  });

  it("takes steps of int8 activations from 2^-126 to 2^60, and a check", () => {
    const read = parseModelConfig(calibrated({ "encoder.0.conv": 2 ** -126, "output.conv": 2 ** 60 }));
    expect(read.quantization.activations?.scales).toEqual({ "encoder.0.conv": 2 ** -126, "output.conv": 2 ** 60 });
    expect(read.files.check?.path).toBe("check.safetensors");
  });

  it("names a step that is zero, negative, denormal, huge, not finite or no number", () => {
    const wrong = fc.oneof(
      fc.constantFrom(0, -0, null, "0.1", 2 ** -127, 2 ** -149, 5e-324, 2 ** 61, 1e300, Infinity, -Infinity, NaN),
      fc.double({ max: -1e-300, noDefaultInfinity: true, noNaN: true }),
    );
    fc.assert(
      fc.property(wrong, (step) => {
        const field = fieldOf(() => parseModelConfig(calibrated({ "encoder.0.conv": 0.1, "output.conv": step })));
        expect(field).toBe("quantization.activations.scales.output.conv");
      }),
    );
    expect(fieldOf(() => parseModelConfig(calibrated(undefined)))).toBe("quantization.activations.scales");
    expect(fieldOf(() => parseModelConfig(changed(calibrated({}), "quantization.activations.scheme", 1)))).toBe(
      "quantization.activations.scheme",
    );
    expect(fieldOf(() => parseModelConfig(changed(calibrated({}), "files.check.sha256", "1b")))).toBe(
      "files.check.sha256",
    );
  });

  it.each([
    "../secret",
    "a/../../b",
    "..",
    ".",
    "a/./b",
    "a/.../b",
    "/etc/passwd",
    "//host/x",
    "https://host/x",
    "data:x",
    "a\\b",
    "%2e%2e/x",
    "a//b",
    "a/",
    "a?b",
    "a#b",
    "",
    "a\nb",
    "x".repeat(300),
  ])("refuses the path %j", (path) => {
    expect(fieldOf(() => parseModelConfig(changed(config, "files.weights.path", path)))).toBe("files.weights.path");
  });

  it("lets no path out of its folder", () => {
    const parts = fc.constantFrom("..", ".", "/", "\\", "%2e", "%2f", "a", ":", "?", "#", "@", "\t", "model");
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 8 }), (list) => {
        const path = list.join("");
        try {
          parseModelConfig(changed(config, "files.weights.path", path));
        } catch (error) {
          expect(error).toBeInstanceOf(ModelConfigError);
          return;
        }
        expect(new URL(path, "https://host/models/x/").href).toBe(`https://host/models/x/${path}`);
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses anything else by name", () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => void fieldOf(() => parseModelConfig(json))));
    expect(fieldOf(() => parseModelConfig(null))).toBe("");
  });
});

describe("parseCatalog", () => {
  it("gives back what it accepts", () => {
    expect(parseCatalog(catalog)).toEqual(catalog);
    expect(parseCatalog({ ...catalog, models: [] }).models).toEqual([]);
  });

  it.each([
    ["format", "mealshift-model"],
    ["models", undefined],
    ["models.0.path", "../x"],
    ["models.1.family", "unet"],
    ["models.1.id", "stargan-base"],
    ["models.1.family", "stargan"],
    ["models.0.default", "yes"],
    ["models.2.inverse", "to"],
    ["models.2.inverse", "dish"],
    ["models.2.inverse", "nowhere"],
    ["models.3.inverse", undefined],
    ["models.3.family", "ugatit"],
  ])("names %s when it is %j", (path, value) => {
    expect(path).toContain(fieldOf(() => parseCatalog(changed(catalog, path, value))));
  });

  it("refuses anything else by name", () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => void fieldOf(() => parseCatalog(json))));
  });
});
