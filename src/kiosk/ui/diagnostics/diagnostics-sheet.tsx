import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Panel } from "../../../ui/kit/panel";
import { useTranslate } from "../../../ui/kit/language";
import { useKiosk } from "../context";
import { CountersSection } from "./counters-section";
import { ErrorsSection } from "./errors-section";
import { ProfileSection } from "./profile-section";
import { RestartsSection } from "./restarts-section";
import { RunningSection } from "./running-section";
import { StagesSection } from "./stages-section";

/** Figures that are asked for, not told, are asked for this often, ms. */
const lookMs = 1000;

/** For the staff: how the kiosk is, and what can be done about it. */
export const DiagnosticsSheet = () => {
  const { kiosk } = useKiosk();
  const t = useTranslate();
  const now = useNow();
  const locked = kiosk.profile.value.lock.pin === null;
  return (
    <Panel title={t("diagnostics.title")} onClose={() => (kiosk.sheet.value = null)}>
      <div class="diagnostics">
        {locked && <p class="diagnostics-warning">{t("diagnostics.noPin")}</p>}
        <div class="panel-actions">
          <button type="button" class="button" onClick={() => kiosk.upkeep.restartPipeline()}>
            {t("diagnostics.restartLens")}
          </button>
          <button type="button" class="button" onClick={() => kiosk.upkeep.reloadPage()}>
            {t("diagnostics.reload")}
          </button>
          {!locked && (
            <button type="button" class="button" onClick={() => kiosk.leave()}>
              {t("diagnostics.leave")}
            </button>
          )}
        </div>
        <RunningSection now={now} />
        <StagesSection now={now} />
        <RestartsSection />
        <ProfileSection />
        <ErrorsSection />
        <CountersSection />
      </div>
    </Panel>
  );
};

/** ms in the base of `performance.now()`, each second anew. */
const useNow = (): number => {
  const now = useSignal(performance.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = performance.now();
    }, lookMs);
    return () => clearInterval(timer);
  }, [now]);
  return now.value;
};
