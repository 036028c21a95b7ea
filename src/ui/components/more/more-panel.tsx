import { useUi } from "../../context";
import { useTranslate } from "../../kit/language";
import { Panel } from "../../kit/panel";
import { AboutSection } from "./about-section";
import { SourceSection } from "./source-section";

/** Everything that is not under the thumb, in the order in which people look for it. */
export const MorePanel = () => {
  const { panel } = useUi();
  const t = useTranslate();
  return (
    <Panel title={t("more.title")} onClose={() => (panel.value = null)}>
      <SourceSection />
      <AboutSection />
    </Panel>
  );
};
