import { AttractScreen } from "./attract-screen";
import { useKiosk } from "./context";
import { DiagnosticsSheet } from "./diagnostics/diagnostics-sheet";
import { KioskBar } from "./kiosk-bar";
import { PhoneSheet } from "./phone-sheet";
import { PinPad } from "./pin-pad";
import { PrivacySheet } from "./privacy-sheet";
import { StillThere } from "./still-there";

/** What a kiosk adds to the lens: the attract screen before a visit, a bar beneath it, and what opens above both. */
export const KioskApp = () => {
  const { kiosk } = useKiosk();
  const sheet = kiosk.sheet.value;
  return (
    <>
      {kiosk.visits.mode.value === "attract" ? <AttractScreen /> : <KioskBar />}
      {sheet === "privacy" && <PrivacySheet />}
      {sheet === "phone" && <PhoneSheet />}
      {sheet === "pin" && <PinPad />}
      {sheet === "diagnostics" && <DiagnosticsSheet />}
      <StillThere />
    </>
  );
};
