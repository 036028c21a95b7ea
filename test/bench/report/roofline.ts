import type { AdapterLimits } from "../gpu/limits";
import type { LayerReport } from "./types";

export interface LayerRates {
  readonly macsPerSecond: number;
  readonly bytesPerSecond: number;
  /**
   * The least time that the adapter needs for the layer's products or for its bytes, whichever is longer, of the time that it
   * took (Williams et al. 2009); null where the adapter's limits are not known.
   */
  readonly ofLimit: number | null;
}

export function layerRates({ arithmetic, macs, bytes, time }: LayerReport, limits: AdapterLimits | null): LayerRates {
  const seconds = time / 1000;
  const rates = { macsPerSecond: macs / seconds, bytesPerSecond: bytes / seconds };
  if (limits === null) return { ...rates, ofLimit: null };
  const peak = limits[arithmetic];
  const products = peak === null ? 0 : rates.macsPerSecond / peak;
  return { ...rates, ofLimit: Math.max(products, rates.bytesPerSecond / limits.copyBytes) };
}

/** Layers that take less of a frame than this are not worth naming. */
const WORTH_NAMING = 0.02;

/** The two layers that are farthest from the adapter's limit. */
export function farthest<Layer extends { readonly ofLimit: number | null; readonly share: number }>(
  layers: readonly Layer[],
): Layer[] {
  return layers
    .filter(({ ofLimit, share }) => ofLimit !== null && share >= WORTH_NAMING)
    .toSorted((a, b) => (a.ofLimit ?? 0) - (b.ofLimit ?? 0))
    .slice(0, 2);
}
