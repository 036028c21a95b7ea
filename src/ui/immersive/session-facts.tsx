import { Fragment } from "preact";
import type { ImmersiveState } from "../../session";
import { useTranslate } from "../kit/language";
import { figure } from "../components/status-line";

type Running = Extract<ImmersiveState, { readonly kind: "running" }>;

const features = [
  "cameraAccess",
  "hitTest",
  "anchors",
  "depthSensing",
  "lightEstimation",
  "domOverlay",
  "handTracking",
] as const satisfies readonly (keyof Running["granted"])[];

/** How a session runs: where its pictures come from and why, what was granted, the table, its pace. */
export const SessionFacts = ({ state }: { readonly state: Running }) => {
  const t = useTranslate();
  const names = (granted: boolean) =>
    features
      .filter((feature) => state.granted[feature] === granted)
      .map((feature) => t(`immersive.feature.${feature}`))
      .join(", ") || t("immersive.none");
  const fps = figure(state.fps);
  return (
    <dl class="facts">
      <dt>{t("immersive.path")}</dt>
      <dd>
        {t(`immersive.path.${state.reason}`)}
        {state.calibration !== null && <small>{t(`immersive.calibration.${state.calibration}`)}</small>}
      </dd>
      <dt>{t("immersive.granted")}</dt>
      <dd>
        {names(true)}
        <small>
          {t("immersive.refused")}: {names(false)}
        </small>
      </dd>
      <dt>{t("immersive.table")}</dt>
      <dd>{t(`immersive.table.${state.table ?? "searching"}`)}</dd>
      <dt>{t("immersive.frames")}</dt>
      <dd>
        {state.wantedFps === null
          ? t("status.fps", { fps })
          : t("immersive.framesOf", { fps, wanted: Math.round(state.wantedFps) })}
        <small>{t("immersive.script", { ms: state.scriptMs.toFixed(1), skipped: state.skipped })}</small>
      </dd>
      {state.troubles.map(({ step, name, message }) => (
        <Fragment key={step}>
          <dt>{step}</dt>
          <dd>
            {name}
            <small>{message}</small>
          </dd>
        </Fragment>
      ))}
    </dl>
  );
};
