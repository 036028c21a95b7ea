import { useUi } from "../../context";
import { AboutIcon, KeyboardIcon, LabsIcon, SettingsIcon, StatusIcon } from "../../kit/icons";
import { useTranslate } from "../../kit/language";
import { MenuButton, MenuLink, MenuSection } from "../../kit/menu";

/** What there is to know about the lens. */
export const AboutSection = () => {
  const { panel } = useUi();
  const t = useTranslate();
  return (
    <MenuSection title={t("more.help")}>
      <MenuButton icon={SettingsIcon} label={t("settings.title")} leadsOn onClick={() => (panel.value = "settings")} />
      <MenuButton icon={KeyboardIcon} label={t("keys.title")} leadsOn onClick={() => (panel.value = "keys")} />
      <MenuButton icon={StatusIcon} label={t("status.label")} leadsOn onClick={() => (panel.value = "status")} />
      <MenuButton icon={AboutIcon} label={t("about.title")} leadsOn onClick={() => (panel.value = "about")} />
      <MenuLink icon={LabsIcon} label={t("labs.title")} note={t("labs.note")} href="labs/index.html" />
    </MenuSection>
  );
};
