import { startCamera } from "../commands";
import { useUi } from "../context";
import { CameraIcon, FlipIcon, LightIcon } from "../kit/icons";
import { useTranslate } from "../kit/language";

/** The camera, one touch away: the way to it, or, while it runs, its name, its other side and its light. */
export const SourceBar = () => {
  const ui = useUi();
  const t = useTranslate();
  const { source, cameras } = ui.lens.state;
  const camera = source.value?.kind === "camera" && source.value.status === "live" ? source.value : null;
  if (camera === null) {
    return (
      <div class="source-bar">
        <button type="button" class="button primary" aria-keyshortcuts="C" onClick={() => startCamera(ui)}>
          <CameraIcon />
          <span>{t("control.useCamera")}</span>
        </button>
      </div>
    );
  }
  return (
    <div class="source-bar">
      <button
        type="button"
        class="source-name"
        title={t("camera.choose")}
        aria-haspopup="dialog"
        aria-keyshortcuts="C"
        onClick={() => startCamera(ui)}
      >
        <CameraIcon />
        <span>{camera.label === "" ? t("control.camera") : camera.label}</span>
      </button>
      {camera.torch !== null && (
        <button
          type="button"
          class="round-button source-torch"
          aria-label={t("camera.torch")}
          aria-pressed={camera.torch}
          onClick={() => void ui.lens.actions.setTorch(camera.torch !== true)}
        >
          <LightIcon />
        </button>
      )}
      {cameras.value.length > 1 && (
        <button
          type="button"
          class="round-button"
          aria-label={t("camera.flip")}
          onClick={() => void ui.lens.actions.flipCamera()}
        >
          <FlipIcon />
        </button>
      )}
    </div>
  );
};
