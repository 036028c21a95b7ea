import { describe, expect, it, vi } from "vitest";
import { ModelUnavailableError } from "../../../../src/net/errors";
import { loadModel } from "../../../../src/net/load";
import { writeSafetensors } from "../../../../src/net/safetensors";
import { createModelStore } from "../../../../src/pwa/store/model-store";
import { Shelf } from "../../../../src/pwa/store/shelf";
import { FakeCache, FakeLocks, sha256, type Bytes } from "./fakes";

const BASE = "https://lens.test/models/";
const ROOT = "https://lens.test/.kept/models/";
const DAY = 24 * 3_600_000;

const encode = (value: unknown): Bytes => new TextEncoder().encode(JSON.stringify(value));

/** A site whose one model has weights of this value. */
function release(value: number): Map<string, Bytes> {
  const weights = writeSafetensors(
    new Map([["w", { dtype: "F32", shape: [300], data: new Float32Array(300).fill(value) }]]),
  );
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
  const models = [{ id: "dish", family: "segmenter", path: "dish", default: true }];
  return new Map([
    [`${BASE}catalog.json`, encode({ format: "mealshift-catalog", version: 1, models })],
    [`${BASE}dish/config.json`, encode(config)],
    [`${BASE}dish/model.safetensors`, weights],
  ]);
}

function setUp(quota?: number) {
  const cache = new FakeCache(quota);
  const locks = new FakeLocks();
  const trouble = vi.fn<(error: unknown) => void>();
  let now = 0;
  const state = {
    site: release(1),
    online: true,
    /** Addresses that were asked for, with the cache mode. */
    asked: [] as string[],
  };
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    if (!state.online) throw new TypeError("no network");
    state.asked.push(`${init.cache ?? "default"} ${url.slice(BASE.length)}`);
    const bytes = state.site.get(url);
    return bytes === undefined ? new Response("", { status: 404 }) : new Response(bytes);
  };
  const visit = async (group = "lens"): Promise<number | undefined> => {
    const store = createModelStore(group, { shelf: new Shelf(cache, ROOT, () => now), locks, onTrouble: trouble });
    const { tensors } = await loadModel(BASE, undefined, { fetch, store, family: "segmenter" });
    return tensors.get("w")?.data[0];
  };
  const files = () => [...cache.entries.keys()].filter((key) => key.startsWith(`${ROOT}file/`)).length;
  const later = (ms: number) => {
    now += ms;
  };
  return { cache, state, visit, files, later, trouble };
}

describe("a model that is kept", () => {
  it("is there without the network, and asked about anew with it", async () => {
    const { state, visit } = setUp();
    expect(await visit()).toBe(1);
    state.asked.length = 0;
    expect(await visit()).toBe(1);
    // The weights are known by their hash.
    expect(state.asked).toEqual(["no-cache catalog.json", "no-cache dish/config.json"]);
    state.online = false;
    expect(await visit()).toBe(1);
  });

  it("goes only when its successor is complete", async () => {
    const { state, visit, files, later } = setUp();
    await visit();
    later(2 * DAY);
    const next = release(2);
    state.site = new Map(next);
    state.site.delete(`${BASE}dish/model.safetensors`);
    await expect(visit()).rejects.toBeInstanceOf(ModelUnavailableError);
    // The new description has been seen, but its weights have not come.
    state.online = false;
    expect(await visit()).toBe(1);
    state.online = true;
    state.site = next;
    expect(await visit()).toBe(2);
    expect(files()).toBe(1);
    state.online = false;
    expect(await visit()).toBe(2);
  });

  it("stays as it is when there is no room for its successor", async () => {
    const { cache, state, visit, later, trouble } = setUp();
    await visit();
    later(2 * DAY);
    cache.quota = [...cache.entries.values()].reduce((sum, { bytes }) => sum + bytes.length, 0) + 10;
    state.site = release(2);
    expect(await visit()).toBe(2);
    expect(trouble).toHaveBeenCalled();
    state.online = false;
    expect(await visit()).toBe(1);
  });

  it("stays while another loading names it, and does not mix with it", async () => {
    const { state, visit, files, later } = setUp();
    await visit("lens");
    await visit("sketch");
    later(2 * DAY);
    state.site = release(2);
    await visit("lens");
    expect(files()).toBe(2);
    state.online = false;
    expect(await visit("lens")).toBe(2);
    expect(await visit("sketch")).toBe(1);
  });

  it("is not forgotten when the server says that a file is gone", async () => {
    const { state, visit } = setUp();
    await visit();
    state.site.delete(`${BASE}catalog.json`);
    // An answer is an answer: what is gone from the site is not shown from memory.
    await expect(visit()).rejects.toMatchObject({ status: 404 });
    state.online = false;
    expect(await visit()).toBe(1);
  });

  it("is loaded anew when the list of documents is broken", async () => {
    const { cache, state, visit } = setUp();
    await visit();
    const entry = cache.entries.get(`${ROOT}documents`);
    if (entry === undefined) throw new Error("no documents were kept");
    entry.bytes = new TextEncoder().encode("{not json");
    state.online = false;
    await expect(visit()).rejects.toBeInstanceOf(ModelUnavailableError);
    state.online = true;
    expect(await visit()).toBe(1);
    state.online = false;
    expect(await visit()).toBe(1);
  });
});
