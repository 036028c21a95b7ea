import type { MeasuredCalibration } from "../../immersive/camera/calibration";
import { useLanguage, useTranslate } from "../../ui/kit/language";

const DEGREES = 180 / Math.PI;

/** A calibration in words and numbers. */
export const Figures = ({ calibration }: { readonly calibration: MeasuredCalibration }) => {
  const t = useTranslate();
  const { language } = useLanguage();
  const { latencyMs, latencySpread, fx, position, rotation, rotationSpread, residual, measuredAt } = calibration;
  const angle = 2 * Math.atan(0.5 / fx) * DEGREES;
  const turn = 2 * Math.acos(Math.min(1, Math.abs(rotation[3]))) * DEGREES;
  const rows = [
    [
      t("calibration.figure.latency"),
      t("calibration.figure.ms", { value: latencyMs.toFixed(0), spread: latencySpread.toFixed(1) }),
    ],
    [t("calibration.figure.angle"), t("calibration.figure.degrees", { value: angle.toFixed(1) })],
    [
      t("calibration.figure.turn"),
      t("calibration.figure.degreesSpread", { value: turn.toFixed(1), spread: rotationSpread.toFixed(2) }),
    ],
    [
      t("calibration.figure.place"),
      t("calibration.figure.cm", { place: position.map((metres) => (metres * 100).toFixed(1)).join(" / ") }),
    ],
    [t("calibration.figure.residual"), t("calibration.figure.thousandths", { value: residual.toFixed(1) })],
    [t("calibration.figure.when"), new Date(measuredAt).toLocaleString(language.value)],
  ] as const;
  return (
    <dl class="measure-figures">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};
