import { preferredLanguage, type Language } from "../../i18n";
import { useUi } from "../context";
import { AppearanceIcon, HandIcon, LanguageIcon } from "../kit/icons";
import { useLanguage, useTranslate } from "../kit/language";
import { MenuChoice, MenuSection } from "../kit/menu";

/** Language, appearance, and the hand. */
export const LookSection = () => {
  const { settings } = useUi();
  const { language, setLanguage } = useLanguage();
  const t = useTranslate();
  const { lang, theme, hand } = settings.live.value;
  const chooseLanguage = (chosen: Language | "system") => {
    if (chosen !== "system") return setLanguage(chosen);
    settings.update({ lang: undefined });
    language.value = preferredLanguage(navigator.languages);
  };
  return (
    <MenuSection title={t("settings.look")}>
      <MenuChoice
        icon={LanguageIcon}
        label={t("settings.language")}
        value={lang ?? "system"}
        options={[
          { value: "system", label: t("settings.system") },
          { value: "en", label: "English", lang: "en" },
          { value: "ja", label: "日本語", lang: "ja" },
        ]}
        onChange={chooseLanguage}
      />
      <MenuChoice
        icon={AppearanceIcon}
        label={t("settings.appearance")}
        value={theme ?? "system"}
        options={[
          { value: "system", label: t("settings.system") },
          { value: "light", label: t("settings.light") },
          { value: "dark", label: t("settings.dark") },
        ]}
        onChange={(chosen) => settings.update({ theme: chosen === "system" ? undefined : chosen })}
      />
      <MenuChoice
        icon={HandIcon}
        label={t("settings.hand")}
        note={t("settings.handNote")}
        value={hand ?? "right"}
        options={[
          { value: "left", label: t("settings.left") },
          { value: "right", label: t("settings.right") },
        ]}
        onChange={(chosen) => settings.update({ hand: chosen })}
      />
    </MenuSection>
  );
};
