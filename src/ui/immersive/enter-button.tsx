import { enterImmersive } from "../commands";
import { useUi } from "../context";
import { ImmersiveIcon } from "../kit/icons";
import { useLanguage, useTranslate } from "../kit/language";

/** Into AR, on the picture's other edge; only where there is any. */
export const EnterButton = () => {
  const ui = useUi();
  const { language } = useLanguage();
  const t = useTranslate();
  if (ui.lens.state.immersive.value.kind !== "available") return null;
  const name = `${t("immersive.title")}: ${t("immersive.enter")}`;
  return (
    <button
      type="button"
      class="look-button immersive-entry"
      aria-label={name}
      title={name}
      onClick={() => enterImmersive(ui, language.value)}
    >
      <ImmersiveIcon />
      <small aria-hidden="true">{t("immersive.title")}</small>
    </button>
  );
};
