import type { SpaceDish, SpaceLayer } from "../../../../src/immersive/types";
import type { CameraView } from "../../../../src/space";
import type { Patch } from "../../../../src/translator/types";

const identity = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);

export function viewOf(table = 1): CameraView {
  return { pose: identity, projection: identity, table };
}

export function patchOf(domain = 0, table = 1): Patch {
  const domains = new Float32Array(10);
  domains[domain] = 1;
  return {
    picture: { kind: "pixels", data: new Uint8ClampedArray(4) },
    size: 1,
    roi: { cx: 0, cy: 0, size: 1 },
    frameWidth: 1,
    frameHeight: 1,
    timestamp: 0,
    view: viewOf(table),
    domains,
    timings: { crop: 0, run: 0, read: 0 },
    close: () => undefined,
  };
}

export function dishOf(id: number, changes: Partial<SpaceDish> = {}): SpaceDish {
  const mask = { width: 1, height: 1, data: new Uint8Array(1) };
  const place = { x: 0, z: 0, radius: 0.1, rimHeight: 0.05, shape: null };
  return { id, ...place, moved: { x: 0, z: 0 }, mask, maskView: viewOf(), confidence: 1, seenAt: 0, ...changes };
}

export function layerOf(dish: SpaceDish, patch: Patch | null): SpaceLayer {
  return { dish, patch, domains: patch?.domains ?? new Float32Array(10) };
}
