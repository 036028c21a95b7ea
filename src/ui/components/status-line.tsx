import type { TranslatorState } from "../../session";
import { useUi } from "../context";
import { useTranslate, type Translate } from "../kit/language";

const betterNames = { webgpu: "WebGPU", webgl: "WebGL", wasm: "wasm" } as const;

/** What the lens has to do without, when a better way was tried first. */
const missing = (t: Translate, { tried }: TranslatorState): string | null => {
  const failed = tried.find(({ ok }) => !ok);
  return failed === undefined ? null : t("status.fallback", { better: betterNames[failed.kind] });
};

/** One quiet line: how many, how long, on what. Opens the details. */
export const StatusLine = () => {
  const { lens, panel } = useUi();
  const t = useTranslate();
  const { rates, timings, paused, translator, source } = lens.state;
  const running = translator.value;
  if (running === null) return null;
  const without = missing(t, running);
  const { translated } = rates.value;
  // A photo is translated once; then there is nothing to do, and nothing slow about it.
  const atRest = source.value?.kind === "photo" && translated === 0;
  return (
    <button
      type="button"
      class="status"
      data-fallback={running.fallback ? "" : undefined}
      title={t("status.label")}
      aria-haspopup="dialog"
      onClick={() => (panel.value = "status")}
    >
      <span class="status-dot" data-live={translated > 0 && !paused.value ? "" : undefined} />
      <span class="status-figures">
        {paused.value ? (
          t("stage.paused")
        ) : (
          <>
            <span>{atRest ? t("status.atRest") : t("status.fps", { fps: figure(translated) })}</span>
            <span>{t("status.ms", { ms: Math.round(timings.value.translate) })}</span>
          </>
        )}
      </span>
      <span class="status-on">{t(`status.${running.kind}`)}</span>
      {without !== null && <span class="status-without">{without}</span>}
    </button>
  );
};

/** One decimal below ten, where it counts. */
export const figure = (value: number): string => (value < 9.95 && value > 0 ? value.toFixed(1) : value.toFixed(0));
