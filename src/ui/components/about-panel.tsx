import { useUi } from "../context";
import { LicenceIcon } from "../kit/icons";
import { useTranslate } from "../kit/language";
import { MenuLink } from "../kit/menu";
import { Panel } from "../kit/panel";

/** What the lens is, what it does with pictures, and what it cannot do. */
export const AboutPanel = () => {
  const { panel } = useUi();
  const t = useTranslate();
  return (
    <Panel title={t("about.title")} onClose={() => (panel.value = null)}>
      <p>{t("about.what")}</p>
      <p>{t("about.how")}</p>
      <h3>{t("about.privacyTitle")}</h3>
      <p>{t("about.privacy")}</p>
      <h3>{t("about.limitsTitle")}</h3>
      <p>{t("about.limits")}</p>
      <MenuLink icon={LicenceIcon} label={t("about.licences")} href="licenses.md" />
    </Panel>
  );
};
