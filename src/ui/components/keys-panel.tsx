import { useUi } from "../context";
import { useTranslate } from "../kit/language";
import { Panel } from "../kit/panel";

/** Which keys do what. */
export const KeysPanel = () => {
  const { panel } = useUi();
  const t = useTranslate();
  return (
    <Panel title={t("keys.title")} onClose={() => (panel.value = null)}>
      <ul class="keys">
        <li>{t("keys.arrows")}</li>
        <li>{t("keys.nudge")}</li>
        <li>{t("keys.digits")}</li>
        <li>{t("keys.space")}</li>
        <li>{t("keys.compare")}</li>
        <li>{t("keys.freeze")}</li>
        <li>{t("keys.grid")}</li>
        <li>{t("keys.mix")}</li>
        <li>{t("keep.keyPhoto")}</li>
        <li>{t("keep.keyRecord")}</li>
        <li>{t("keys.camera")}</li>
        <li>{t("keys.open")}</li>
        <li>{t("keys.demo")}</li>
      </ul>
    </Panel>
  );
};
