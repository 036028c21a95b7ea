import type { LensState } from "../../session";
import { useTranslate, useUi, type Translate } from "../context";

const betterNames = { webgpu: "WebGPU", webgl: "WebGL", wasm: "wasm" } as const;

/** What the generator runs on, plainly, with what it had to do without. */
const runsOn = (t: Translate, state: LensState): string | null => {
  const translator = state.translator.value;
  if (translator === null) return null;
  const label = t(`status.${translator.kind}`);
  const failed = translator.tried.find(({ ok }) => !ok);
  return failed === undefined ? label : t("status.fallback", { label, better: betterNames[failed.kind] });
};

/** One quiet line: how many, how long, on what. Opens the details. */
export const StatusLine = () => {
  const { lens, panel } = useUi();
  const t = useTranslate();
  const { rates, timings, paused, translator } = lens.state;
  const on = runsOn(t, lens.state);
  if (on === null) return null;
  const { translated } = rates.value;
  return (
    <button
      type="button"
      class="status"
      data-fallback={translator.value?.fallback === true ? "" : undefined}
      aria-label={t("status.label")}
      aria-haspopup="dialog"
      onClick={() => (panel.value = "status")}
    >
      <span class="status-dot" data-live={translated > 0 && !paused.value ? "" : undefined} />
      <span class="status-figures">
        {paused.value ? (
          t("stage.paused")
        ) : (
          <>
            <span>{t("status.fps", { fps: figure(translated) })}</span>
            <span>{t("status.ms", { ms: Math.round(timings.value.translate) })}</span>
          </>
        )}
      </span>
      <span class="status-on">{on}</span>
    </button>
  );
};

/** One decimal below ten, where it counts. */
export const figure = (value: number): string => (value < 9.95 && value > 0 ? value.toFixed(1) : value.toFixed(0));
