import { enterImmersive } from "../commands";
import { useUi } from "../context";
import { ImmersiveIcon } from "../kit/icons";
import { useLanguage, useTranslate } from "../kit/language";
import { RailButton } from "../look/rail-button";

/** Into AR, beside the picture; only where there is any. */
export const EnterButton = () => {
  const ui = useUi();
  const { language } = useLanguage();
  const t = useTranslate();
  if (ui.lens.state.immersive.value.kind !== "available") return null;
  return (
    <RailButton
      icon={ImmersiveIcon}
      label={t("immersive.enter")}
      note={t("immersive.title")}
      onClick={() => enterImmersive(ui, language.value)}
    />
  );
};
