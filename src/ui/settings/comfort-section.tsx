import { useUi } from "../context";
import { VoiceRow } from "../immersive/voice-row";
import { CalmIcon, CaptionsIcon } from "../kit/icons";
import { useTranslate } from "../kit/language";
import { MenuSection, MenuSwitch } from "../kit/menu";

/** What makes the lens easier to follow. */
export const ComfortSection = () => {
  const { settings } = useUi();
  const t = useTranslate();
  const { captions = false, calm = false } = settings.live.value;
  return (
    <MenuSection title={t("settings.comfort")}>
      <MenuSwitch
        icon={CaptionsIcon}
        label={t("settings.captions")}
        note={t("settings.captionsNote")}
        on={captions}
        onChange={(on) => settings.update({ captions: on })}
      />
      <MenuSwitch
        icon={CalmIcon}
        label={t("settings.calm")}
        note={t("settings.calmNote")}
        on={calm}
        onChange={(on) => settings.update({ calm: on })}
      />
      <VoiceRow />
    </MenuSection>
  );
};
