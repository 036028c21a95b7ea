import type { ImmersiveState } from "../../session";
import type { Translate } from "../kit/language";

/** What people should know or do now, or null where all is well. @param dishes How many are followed. */
export const adviceOf = (t: Translate, state: ImmersiveState, dishes: number): string | null => {
  if (state.kind === "starting") return t("immersive.starting");
  if (state.kind !== "running") return null;
  if (state.visibility === "hidden") return t("immersive.hidden");
  if (!state.tracking) return t("immersive.lostTracking");
  if (state.table === null) return t("immersive.lookAtTable");
  if (dishes === 0) return t("immersive.lookAtDish");
  return state.troubles.length > 0 ? t("immersive.trouble") : null;
};
