import { expect } from "vitest";
import type { EmulatedDevice, PathName, RefusableFeature } from "../../../src/emulation";
import type { Harness, OpenOptions, View } from "../harness";

export interface EmulatedOptions extends OpenOptions {
  /** A phone unless told. */
  readonly device?: EmulatedDevice;
  readonly refuse?: readonly RefusableFeature[];
  readonly path?: PathName;
  /** Other parameters of the lens's address: `source=demo&dish=ramen`. */
  readonly address?: string;
}

/**
 * Opens the lens in an emulated device, before any session: `mealshiftRoom` is there, and the page goes on loading.
 * @param site A harness that serves the app.
 */
export async function openEmulated(site: Harness, options: EmulatedOptions = {}): Promise<View> {
  const { device = "phone", refuse = [], path, address = "", ...open } = options;
  const params = new URLSearchParams(address);
  params.set("xr-emulate", device);
  if (refuse.length > 0) params.set("xr-refuse", refuse.join(","));
  if (path !== undefined) params.set("xr-path", path);
  const view = await site.open(`?${params.toString()}`, open);
  await view.page.waitForFunction(() => globalThis.mealshiftRoom !== undefined);
  return view;
}

/** What of a page's requests went to the emulation: nothing, where it was not asked for. */
export function expectNoEmulation(view: View): void {
  expect(view.requests.filter((request) => /emulat|iwer/i.test(request))).toEqual([]);
}
