import { Panel } from "../../ui/kit/panel";
import { useTranslate } from "../../ui/kit/language";
import { useKiosk } from "./context";

/** What visitors may want to know before they hold something in front of a camera. */
export const PrivacySheet = () => {
  const { kiosk } = useKiosk();
  const t = useTranslate();
  const { counters, attract } = kiosk.profile.value;
  return (
    <Panel title={t("kiosk.privacyTitle")} onClose={() => (kiosk.sheet.value = null)}>
      <div class="privacy-sheet">
        <p>{t("kiosk.privacyFrames")}</p>
        {attract.source === "demo" && <p>{t("kiosk.privacyCamera")}</p>}
        <p>{t("kiosk.privacyReset")}</p>
        <p>{t(counters ? "kiosk.privacyCounters" : "kiosk.privacyNothing")}</p>
      </div>
    </Panel>
  );
};
