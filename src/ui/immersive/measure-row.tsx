import { opensStream } from "../../immersive/session/decide-path";
import { useUi } from "../context";
import { CameraIcon } from "../kit/icons";
import { useTranslate } from "../kit/language";
import { MenuLink } from "../kit/menu";

/** To the page that measures a headset's camera; only where AR takes its pictures from such a camera. */
export const MeasureRow = () => {
  const { immersive } = useUi().lens.state;
  const t = useTranslate();
  if (immersive.value.kind !== "available" || !opensStream(navigator.userAgent)) return null;
  return (
    <MenuLink icon={CameraIcon} label={t("calibration.title")} note={t("calibration.note")} href="calibrate.html" />
  );
};
