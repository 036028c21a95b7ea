import { Panel } from "../../ui/kit/panel";
import { useTranslate } from "../../ui/kit/language";
import { useKiosk } from "./context";
import { QrCode } from "./qr-code";

/** The app's address to take along. */
export const PhoneSheet = () => {
  const { kiosk, phoneAddress } = useKiosk();
  const t = useTranslate();
  const address = phoneAddress();
  if (address === null) return null;
  return (
    <Panel title={t("kiosk.phoneTitle")} onClose={() => (kiosk.sheet.value = null)}>
      <div class="phone-sheet">
        <QrCode address={address} />
        <p class="phone-address">{address}</p>
        <p>{t("kiosk.phoneHint")}</p>
      </div>
    </Panel>
  );
};
