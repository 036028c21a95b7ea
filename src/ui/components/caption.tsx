import { useUi } from "../context";
import { useLanguage, useTranslate, type Translate } from "../kit/language";
import { shownName } from "../mix/shown-name";
import type { Language } from "../../i18n";
import type { LensState } from "../../session";

/** What the picture shows now, in words. */
const captionText = (t: Translate, language: Language, state: LensState): string => {
  if (state.phase.value.kind !== "ready") return t("caption.loading");
  if (state.paused.value) return t("stage.paused");
  if (state.original.value) return t("caption.original");
  if (state.dishes.value.length === 0) return t("stage.searching");
  const domains = state.domains.value;
  const dishes = [...new Set(state.dishes.value.map((dish) => shownName(dish, domains, language)))];
  const shown = t("caption.shown", { dishes: dishes.join(t("caption.and")) });
  return state.frozen.value ? `${shown} ${t("caption.frozen")}` : shown;
};

/** A caption line, for those who want it: what changes on the picture is also written there. */
export const Caption = () => {
  const { lens, settings } = useUi();
  const { language } = useLanguage();
  const t = useTranslate();
  if (settings.live.value.captions !== true) return null;
  return <p class="caption">{captionText(t, language.value, lens.state)}</p>;
};
