import { useSignal } from "@preact/signals";
import { useUi } from "../context";
import { ForgetIcon } from "../kit/icons";
import { useTranslate } from "../kit/language";
import { MenuButton, MenuSection } from "../kit/menu";
import { forgetEverything } from "./forget";

/** Everything on this device forgotten, after a second word. */
export const ForgetSection = () => {
  const { settings } = useUi();
  const t = useTranslate();
  const step = useSignal<"asleep" | "asked" | "working" | "refused">("asleep");
  const forget = async () => {
    step.value = "working";
    if (await forgetEverything(settings)) location.reload();
    else step.value = "refused";
  };
  return (
    <MenuSection title={t("about.privacyTitle")}>
      {step.value === "asleep" ? (
        <MenuButton
          icon={ForgetIcon}
          label={t("settings.forget")}
          note={t("settings.forgetNote")}
          onClick={() => (step.value = "asked")}
        />
      ) : (
        <div class="menu-row menu-question" role="group" aria-label={t("settings.forget")}>
          <p role="status">{t(step.value === "refused" ? "settings.forgetRefused" : "settings.forgetSure")}</p>
          <div class="panel-actions">
            <button
              type="button"
              class="button primary"
              disabled={step.value === "working"}
              onClick={() => void forget()}
            >
              {t("settings.forgetYes")}
            </button>
            <button
              type="button"
              class="button"
              disabled={step.value === "working"}
              onClick={() => (step.value = "asleep")}
            >
              {t("settings.forgetNo")}
            </button>
          </div>
        </div>
      )}
    </MenuSection>
  );
};
