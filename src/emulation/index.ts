import { EmulatedBrowser } from "./browser/emulated-browser";
import { steer } from "./desktop/controls";
import { showPanel } from "./desktop/panel";
import { publish } from "./globals";
import type { EmulationOptions, MealshiftRoom } from "./types";

export { loadPath, samplePath, type HeadPath } from "./paths";
export type {
  CameraTruth,
  DishTruth,
  EmulatedDevice,
  EmulationOptions,
  MealshiftRoom,
  PathName,
  Pose,
  RefusableFeature,
  RoomView,
} from "./types";

/**
 * Makes this page's browser one of a device that people do not have, in a room with a meal on the table: WebXR,
 * its camera, and `globalThis.mealshiftRoom`. To be called before anything else asks for them.
 */
export async function emulate({ device, refuse, path, language }: EmulationOptions): Promise<MealshiftRoom> {
  const browser = await EmulatedBrowser.install(device);
  browser.refuse(refuse);
  if (path !== null) await browser.viewer.play(path, () => browser.clock.now());
  steer(browser, showPanel(browser, language));
  return publish(browser);
}
