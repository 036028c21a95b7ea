import { useEffect } from "preact/hooks";
import type { CameraChoice } from "../../session";
import { useUi } from "../context";
import { useTranslate, type Translate } from "../kit/language";
import { CheckIcon, FlipIcon, LightIcon } from "../kit/icons";
import { Panel } from "../kit/panel";

const cameraName = (t: Translate, camera: CameraChoice, index: number): string => {
  const name = camera.label === "" ? t("camera.unnamed", { number: index + 1 }) : camera.label;
  if (camera.facing === null || camera.label !== "") return name;
  return `${name} (${t(camera.facing === "user" ? "camera.front" : "camera.back")})`;
};

/** Which camera, which side, and its light. */
export const CameraPanel = () => {
  const { lens, panel } = useUi();
  const t = useTranslate();
  const { cameras, source } = lens.state;
  useEffect(() => {
    void lens.actions.refreshCameras();
  }, [lens]);
  const live = source.value?.kind === "camera" && source.value.status === "live" ? source.value : null;
  return (
    <Panel title={t("camera.title")} onClose={() => (panel.value = null)}>
      {cameras.value.length === 0 && <p class="quiet">{t("camera.none")}</p>}
      <ul class="choices" aria-label={t("camera.choose")}>
        {cameras.value.map((camera, index) => {
          const current = live !== null && live.deviceId === camera.deviceId;
          return (
            <li key={camera.deviceId || index}>
              <button
                type="button"
                class="choice"
                aria-current={current ? "true" : undefined}
                onClick={() => {
                  panel.value = null;
                  void lens.actions.open({
                    kind: "camera",
                    ...(camera.deviceId !== "" && { deviceId: camera.deviceId }),
                    ...(camera.facing !== null && { facing: camera.facing }),
                  });
                }}
              >
                <span>{cameraName(t, camera, index)}</span>
                {current && <CheckIcon />}
              </button>
            </li>
          );
        })}
      </ul>
      <div class="panel-actions">
        {cameras.value.length > 1 && (
          <button type="button" class="button" onClick={() => void lens.actions.flipCamera()}>
            <FlipIcon />
            {t("camera.flip")}
          </button>
        )}
        {live !== null && live.torch !== null && (
          <button
            type="button"
            class="button"
            aria-pressed={live.torch}
            onClick={() => void lens.actions.setTorch(live.torch !== true)}
          >
            <LightIcon />
            {t("camera.torch")}
          </button>
        )}
      </div>
      <p class="quiet">{t("camera.privacy")}</p>
    </Panel>
  );
};
