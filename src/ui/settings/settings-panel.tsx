import { useUi } from "../context";
import { useTranslate } from "../kit/language";
import { Panel } from "../kit/panel";
import { ComfortSection } from "./comfort-section";
import { ForgetSection } from "./forget-section";
import { LookSection } from "./look-section";
import { PictureSection } from "./picture-section";

/** What people choose once, and the device remembers. */
export const SettingsPanel = () => {
  const { panel } = useUi();
  const t = useTranslate();
  return (
    <Panel title={t("settings.title")} onClose={() => (panel.value = null)}>
      <LookSection />
      <PictureSection />
      <ComfortSection />
      <ForgetSection />
    </Panel>
  );
};
