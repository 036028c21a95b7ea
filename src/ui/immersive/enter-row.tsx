import { enterImmersive } from "../commands";
import { useUi } from "../context";
import { ImmersiveIcon } from "../kit/icons";
import { useLanguage, useTranslate } from "../kit/language";
import { MenuButton } from "../kit/menu";

/** Into AR, from the sheet of everything; only where there is any. */
export const EnterRow = () => {
  const ui = useUi();
  const { language } = useLanguage();
  const t = useTranslate();
  if (ui.lens.state.immersive.value.kind !== "available") return null;
  return (
    <MenuButton
      icon={ImmersiveIcon}
      label={`${t("immersive.title")}: ${t("immersive.enter")}`}
      note={t("immersive.enterNote")}
      onClick={() => enterImmersive(ui, language.value)}
    />
  );
};
