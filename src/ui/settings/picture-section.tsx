import { useUi } from "../context";
import { CameraIcon, FitIcon, SteamIcon } from "../kit/icons";
import { useTranslate } from "../kit/language";
import { MenuChoice, MenuSection, MenuSwitch } from "../kit/menu";

/** How the picture lies on the screen, and what it begins with. */
export const PictureSection = () => {
  const { lens, settings } = useUi();
  const t = useTranslate();
  const { fit, startCamera, source } = settings.live.value;
  return (
    <MenuSection title={t("settings.picture")}>
      <MenuChoice
        icon={FitIcon}
        label={t("settings.fit")}
        value={fit ?? "auto"}
        options={[
          { value: "auto", label: t("settings.fitAuto") },
          { value: "cover", label: t("settings.fitCover") },
          { value: "contain", label: t("settings.fitContain") },
        ]}
        onChange={(chosen) => settings.update({ fit: chosen === "auto" ? undefined : chosen })}
      />
      <MenuSwitch
        icon={CameraIcon}
        label={t("settings.startCamera")}
        note={t("settings.startCameraNote")}
        on={startCamera ?? source === "camera"}
        onChange={(on) => settings.update({ startCamera: on })}
      />
      <MenuSwitch
        icon={SteamIcon}
        label={t("settings.steam")}
        note={t("settings.steamNote")}
        on={lens.state.steam.value}
        onChange={(on) => lens.actions.setSteam(on)}
      />
    </MenuSection>
  );
};
