import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";

import {
  MealshiftError,
  ModelConfigError,
  ModelIntegrityError,
  ModelUnavailableError,
  UnknownModelError,
} from "../../../src/net/errors";
import { loadModel, loadModelFile, loadModelFolder, type LoadOptions } from "../../../src/net/load";
import { writeSafetensors } from "../../../src/net/safetensors";

type Bytes = Uint8Array<ArrayBuffer>;

const BASE = "https://lens.test/app/models";
const weights = writeSafetensors(
  new Map([["w", { dtype: "F32", shape: [300], data: new Float32Array(300).fill(0.5) }]]),
);
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const json = (value: unknown): Bytes => new TextEncoder().encode(JSON.stringify(value));

const config = {
  format: "mealshift-model",
  version: 1,
  id: "dish",
  family: "segmenter",
  architecture: { channels: [8, 16], classes: 2 },
  input: { height: 64, width: 64, range: [-1, 1] },
  quantization: { weights: "none", scheme: "symmetric-per-output-channel" },
  files: { weights: { path: "model.safetensors", bytes: weights.length, sha256: sha256(weights) } },
};
const site = (): Map<string, Bytes> =>
  new Map([
    [
      `${BASE}/catalog.json`,
      json({
        format: "mealshift-catalog",
        version: 1,
        models: [{ id: "dish", family: "segmenter", path: "v1/dish", default: true }],
      }),
    ],
    [`${BASE}/v1/dish/config.json`, json(config)],
    [`${BASE}/v1/dish/model.safetensors`, weights],
  ]);

/** A server of the given files that sends them in pieces of 100 bytes. */
function serve(files: ReadonlyMap<string, Bytes>): NonNullable<LoadOptions["fetch"]> {
  return async (url) => {
    const bytes = files.get(url);
    if (bytes === undefined) return new Response("not here", { status: 404 });
    let at = 0;
    return new Response(
      new ReadableStream<Bytes>({
        pull(controller) {
          if (at >= bytes.length) return controller.close();
          controller.enqueue(bytes.slice(at, at + 100));
          at += 100;
        },
      }),
    );
  };
}

afterEach(() => void vi.unstubAllGlobals());

describe("loadModel", () => {
  it("finds, checks and reads a model by its id or as the default of its family", async () => {
    const progress: [number, number][] = [];
    const model = await loadModel(BASE, "dish", {
      fetch: serve(site()),
      onProgress: (received, total) => progress.push([received, total]),
    });
    expect(model.config).toEqual(config);
    expect(model.url).toBe(`${BASE}/v1/dish/`);
    expect(model.tensors.get("w")?.data).toEqual(new Float32Array(300).fill(0.5));
    expect(progress[0]).toEqual([100, weights.length]);
    expect(progress.at(-1)).toEqual([weights.length, weights.length]);

    const folder = await loadModelFolder(`${BASE}/`, undefined, { fetch: serve(site()), family: "segmenter" });
    expect(folder).toEqual({ config, url: model.url, inverse: null });
  });

  it("counts relative addresses from the page", async () => {
    vi.stubGlobal("location", { href: "https://lens.test/app/index.html?x" });
    await expect(loadModelFolder("models", "dish", { fetch: serve(site()) })).resolves.toMatchObject({ config });
  });

  it("says which models there are when there is no such one", async () => {
    const fetch = serve(site());
    await expect(loadModel(BASE, "cake", { fetch })).rejects.toThrow(/no model "cake". There are: dish/);
    await expect(loadModel(BASE, undefined, { fetch })).rejects.toThrow(/no default stargan/);
    await expect(loadModel(BASE, "cake", { fetch })).rejects.toMatchObject({
      name: "UnknownModelError",
      known: ["dish"],
    });
    // It is there, but does something else than what is asked for.
    const generators = loadModel(BASE, "dish", { fetch, among: ["stargan", "cyclegan"] });
    await expect(generators).rejects.toThrow(/dish is a segmenter. There are: none/);
    await expect(generators).rejects.toBeInstanceOf(UnknownModelError);
  });

  it.each(["catalog.json", "v1/dish/config.json", "v1/dish/model.safetensors"])(
    "names %s when it is missing",
    async (path) => {
      const files = site();
      files.delete(`${BASE}/${path}`);
      const loading = loadModel(BASE, "dish", { fetch: serve(files) });
      await expect(loading).rejects.toBeInstanceOf(ModelUnavailableError);
      await expect(loading).rejects.toThrow(`404 for ${BASE}/${path}`);
    },
  );

  it.each(["catalog.json", "v1/dish/config.json"])("refuses %s when it is a page or far too long", async (path) => {
    for (const bytes of [new TextEncoder().encode("<!doctype html>"), new Uint8Array(5 * 2 ** 20)]) {
      const files = site().set(`${BASE}/${path}`, bytes);
      await expect(loadModel(BASE, "dish", { fetch: serve(files) })).rejects.toBeInstanceOf(ModelConfigError);
    }
  });

  it("refuses a config of another model", async () => {
    const files = site().set(`${BASE}/v1/dish/config.json`, json({ ...config, id: "other" }));
    await expect(loadModel(BASE, "dish", { fetch: serve(files) })).rejects.toMatchObject({ field: "id" });
  });

  it("refuses weights that are shorter, longer or other than promised", async () => {
    const load = (bytes: Bytes) => {
      return loadModel(BASE, "dish", { fetch: serve(site().set(`${BASE}/v1/dish/model.safetensors`, bytes)) });
    };
    const longer = new Uint8Array(weights.length + 1);
    longer.set(weights);
    await expect(load(weights.slice(1))).rejects.toBeInstanceOf(ModelIntegrityError);
    await expect(load(weights.slice(1))).rejects.toThrow(
      `should have ${weights.length} bytes, but has ${weights.length - 1}`,
    );
    await expect(load(longer)).rejects.toThrow(/has more. Reload/);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: weights.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
        const damaged = weights.slice();
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        await expect(load(damaged)).rejects.toBeInstanceOf(ModelIntegrityError);
      }),
      { numRuns: 30 },
    );
  });

  it("fails by name whichever byte of whichever file is damaged", async () => {
    const paths = [...site().keys()];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.nat(), fc.nat({ max: 255 }), async (path, seed, value) => {
        const files = site();
        const bytes = files.get(path) ?? new Uint8Array();
        const damaged = bytes.slice();
        damaged[seed % damaged.length] = value;
        await loadModel(BASE, "dish", { fetch: serve(files.set(path, damaged)) }).catch((error: unknown) => {
          if (!(error instanceof MealshiftError)) throw error;
        });
      }),
      { numRuns: 300 },
    );
  });

  it("stops reading a body that does not end", async () => {
    let sent = 0;
    const endless = new ReadableStream<Bytes>({
      pull: (controller) => {
        sent += 1000;
        controller.enqueue(new Uint8Array(1000));
      },
    });
    const loading = loadModelFile(`${BASE}/v1/dish/`, config.files.weights, {
      fetch: async () => new Response(endless),
    });
    await expect(loading).rejects.toBeInstanceOf(ModelIntegrityError);
    expect(sent).toBeLessThan(10_000);
  });

  it("says that the network failed, before or within a file", async () => {
    const offline = async (): Promise<Response> => {
      throw new TypeError("fetch failed");
    };
    await expect(loadModel(BASE, "dish", { fetch: offline })).rejects.toBeInstanceOf(ModelUnavailableError);
    let pieces = 0;
    const torn = new ReadableStream<Bytes>({
      pull: (controller) =>
        pieces++ < 2 ? controller.enqueue(new Uint8Array(50)) : controller.error(new TypeError("reset")),
    });
    const loading = loadModelFile(`${BASE}/`, config.files.weights, { fetch: async () => new Response(torn) });
    await expect(loading).rejects.toThrow(/model.safetensors broke off after 100 bytes/);
  });

  it("rejects with the signal's reason when it is stopped", async () => {
    const controller = new AbortController();
    const reason = new Error("the page closed");
    const loading = loadModel(BASE, "dish", {
      fetch: serve(site()),
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(loading).rejects.toBe(reason);
  });

  it("says what to do where crypto.subtle is missing", async () => {
    vi.stubGlobal("crypto", {});
    await expect(loadModel(BASE, "dish", { fetch: serve(site()) })).rejects.toThrow(/Open the page over HTTPS/);
  });
});
