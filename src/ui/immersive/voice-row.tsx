import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { askForMicrophone, voiceAvailable } from "../../immersive/controls/voice";
import { useUi } from "../context";
import { VoiceIcon } from "../kit/icons";
import { useLanguage, useTranslate } from "../kit/language";
import { MenuSwitch } from "../kit/menu";

/** Names of dishes by voice in AR; only where there is AR, and speech is recognised on the device. */
export const VoiceRow = () => {
  const { lens, settings } = useUi();
  const { language } = useLanguage();
  const t = useTranslate();
  const available = useSignal(false);
  const refused = useSignal(false);
  const wanted = language.value;
  useEffect(() => {
    let over = false;
    void voiceAvailable(wanted).then((is) => {
      if (!over) available.value = is;
    });
    return () => {
      over = true;
    };
  }, [wanted, available]);
  if (!available.value || lens.state.immersive.value.kind !== "available") return null;
  const turn = async (on: boolean) => {
    refused.value = on && !(await askForMicrophone(navigator.mediaDevices));
    settings.update({ voice: on && !refused.value });
  };
  return (
    <>
      <MenuSwitch
        icon={VoiceIcon}
        label={t("immersive.voice.switch")}
        note={t("immersive.voice.note")}
        on={settings.live.value.voice ?? false}
        onChange={(on) => void turn(on)}
      />
      {refused.value && (
        <p class="menu-row" role="alert">
          {t("immersive.voice.refused")}
        </p>
      )}
    </>
  );
};
