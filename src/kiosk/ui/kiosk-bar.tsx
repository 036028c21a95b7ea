import { PrivacyIcon } from "../../ui/kit/icons";
import { useTranslate } from "../../ui/kit/language";
import { useKiosk } from "./context";
import { PhoneIcon, StartOverIcon } from "./icons";

/** Beneath the lens during a visit: what visitors of a kiosk need and owners of a phone do not. */
export const KioskBar = () => {
  const { kiosk, phoneAddress } = useKiosk();
  const t = useTranslate();
  return (
    <nav class="kiosk-bar kiosk-drift" aria-label={t("kiosk.bar")}>
      <button type="button" onClick={() => kiosk.visits.end()}>
        <StartOverIcon />
        <span>{t("kiosk.startOver")}</span>
      </button>
      <button type="button" aria-haspopup="dialog" onClick={() => (kiosk.sheet.value = "privacy")}>
        <PrivacyIcon />
        <span>{t("kiosk.privacy")}</span>
      </button>
      {phoneAddress() !== null && (
        <button type="button" aria-haspopup="dialog" onClick={() => (kiosk.sheet.value = "phone")}>
          <PhoneIcon />
          <span>{t("kiosk.phone")}</span>
        </button>
      )}
    </nav>
  );
};
