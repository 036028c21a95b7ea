import { calibrationJa } from "./messages/calibration.ja";
import type { MessageKey } from "./en";
import { firstJa } from "./messages/first.ja";
import { immersiveJa } from "./messages/immersive.ja";
import { keepJa } from "./messages/keep.ja";
import { kioskJa } from "./messages/kiosk.ja";
import { labsJa } from "./messages/labs.ja";
import { lensJa } from "./messages/lens.ja";
import { pwaJa } from "./messages/pwa.ja";

/** Japanese; the type makes a missing key an error of the build. */
export const ja: Readonly<Record<MessageKey, string>> = {
  ...lensJa,
  ...keepJa,
  ...firstJa,
  ...pwaJa,
  ...kioskJa,
  ...labsJa,
  ...immersiveJa,
  ...calibrationJa,
};
