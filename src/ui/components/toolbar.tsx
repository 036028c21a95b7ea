import { openPickedFile, showDemo, startCamera, toggleCompare } from "../commands";
import { useUi } from "../context";
import { useTranslate } from "../kit/language";
import { BowlIcon, CameraIcon, CompareIcon, FlipIcon, LightIcon, OpenIcon } from "../kit/icons";

/** Where the picture comes from, and how it is looked at. */
export const Toolbar = () => {
  const ui = useUi();
  const t = useTranslate();
  const { source, cameras, divider } = ui.lens.state;
  const onCamera = source.value?.kind === "camera" && source.value.status === "live";
  const torch = onCamera ? (source.value?.torch ?? null) : null;
  return (
    <div class="toolbar" role="toolbar" aria-label={t("control.tools")}>
      <button
        type="button"
        class={onCamera ? "tool" : "tool primary"}
        aria-haspopup={onCamera ? "dialog" : undefined}
        aria-keyshortcuts="C"
        onClick={() => startCamera(ui)}
      >
        <CameraIcon />
        <span>{t(onCamera ? "control.camera" : "control.useCamera")}</span>
      </button>
      {onCamera && cameras.value.length > 1 && (
        <button type="button" class="tool" title={t("camera.flip")} onClick={() => void ui.lens.actions.flipCamera()}>
          <FlipIcon />
          <span>{t("camera.flipShort")}</span>
        </button>
      )}
      {torch !== null && (
        <button type="button" class="tool" aria-pressed={torch} onClick={() => void ui.lens.actions.setTorch(!torch)}>
          <LightIcon />
          <span>{t("camera.torch")}</span>
        </button>
      )}
      {!ui.kiosk && (
        <button
          type="button"
          class="tool"
          title={t("control.open")}
          aria-keyshortcuts="O"
          onClick={() => void openPickedFile(ui)}
        >
          <OpenIcon />
          <span>{t("control.openShort")}</span>
        </button>
      )}
      <button
        type="button"
        class="tool"
        title={t("control.compareLabel")}
        aria-pressed={divider.value > 0}
        aria-keyshortcuts="B"
        onClick={() => toggleCompare(ui)}
      >
        <CompareIcon />
        <span>{t("control.compare")}</span>
      </button>
      <button
        type="button"
        class="tool"
        title={t("control.demoLabel")}
        aria-pressed={source.value?.kind === "demo"}
        aria-keyshortcuts="D"
        onClick={() => showDemo(ui)}
      >
        <BowlIcon />
        <span>{t("control.demo")}</span>
      </button>
    </div>
  );
};
