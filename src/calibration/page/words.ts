import { type Language, type MessageKey, translate } from "../../i18n";
import type { GuideState, GuideStep } from "../guide";
import type { RefusalReason } from "../maths/errors";
import type { Unsupported } from "../state";

const STEPS: Readonly<Record<GuideStep, MessageKey>> = {
  find: "calibration.guide.find",
  sides: "calibration.guide.sides",
  nod: "calibration.guide.nod",
  tilt: "calibration.guide.tilt",
  more: "calibration.guide.more",
  done: "calibration.guide.done",
};

/** What people are asked to do now; where the card is lost, to look at it again. */
export function wordsOf(language: Language, { step, seen }: GuideState): string {
  const lost = !seen && step !== "find" && step !== "done";
  return translateAny(language, lost ? "calibration.guide.lost" : STEPS[step]);
}

export const REFUSALS: Readonly<Record<RefusalReason, MessageKey>> = {
  "rarely-seen": "calibration.refused.seen",
  "little-turn": "calibration.refused.turn",
  "little-shift": "calibration.refused.shift",
  "too-slow": "calibration.refused.slow",
  delay: "calibration.refused.delay",
  "poor-fit": "calibration.refused.fit",
  unsure: "calibration.refused.unsure",
};

export const UNSUPPORTED: Readonly<Record<Unsupported, MessageKey>> = {
  insecure: "calibration.unsupported.insecure",
  "no-webxr": "calibration.unsupported.webxr",
  "no-ar": "calibration.unsupported.ar",
  blocked: "calibration.unsupported.blocked",
};

/** For messages without placeholders, by a key that is only known when it runs. */
export function translateAny(language: Language, key: MessageKey): string {
  const plain: (language: Language, key: MessageKey) => string = translate;
  return plain(language, key);
}
