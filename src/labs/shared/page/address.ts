import { parseParams } from "../../../session";
import type { Language } from "../../../i18n";
import type { RunnerKind } from "../runner";

/** What a lab's address may ask for, as the lens's does: `?model=ID`, `?translator=webgpu|wasm`, `?lang=en|ja`. */
export interface LabAddress {
  readonly model: string | undefined;
  readonly only: RunnerKind | undefined;
  readonly lang: Language | undefined;
}

export function readAddress(address: string): LabAddress {
  const { model, translator, lang } = parseParams(address).params;
  return { model, only: translator === "webgl" ? undefined : translator, lang };
}
