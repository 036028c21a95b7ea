import { calibrationEn } from "./messages/calibration.en";
import { firstEn } from "./messages/first.en";
import { immersiveEn } from "./messages/immersive.en";
import { keepEn } from "./messages/keep.en";
import { kioskEn } from "./messages/kiosk.en";
import { labsEn } from "./messages/labs.en";
import { lensEn } from "./messages/lens.en";
import { pwaEn } from "./messages/pwa.en";

/** English, and the list of keys that every other language must have. `{name}` is filled in. */
export const en = {
  ...lensEn,
  ...keepEn,
  ...firstEn,
  ...pwaEn,
  ...kioskEn,
  ...labsEn,
  ...immersiveEn,
  ...calibrationEn,
} as const;

export type MessageKey = keyof typeof en;
