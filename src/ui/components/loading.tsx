import { useUi } from "../context";
import { useTranslate } from "../kit/language";

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** What is being got ready, with bytes and a bar; nothing once the lens is. */
export const Loading = () => {
  const { lens } = useUi();
  const t = useTranslate();
  const phase = lens.state.phase.value;
  if (phase.kind !== "loading") return null;
  const { step, loadedBytes, totalBytes } = phase;
  // The dish finder's own program may still be coming when the models are there.
  const loading = (step === "model" || step === "segmenter") && loadedBytes < totalBytes;
  return (
    <div class="loading" role="status">
      <p class="loading-text">
        <span>{t(`loading.${step}`)}</span>
        {loading && (
          <span class="loading-bytes">
            {t("loading.bytes", { loaded: megabytes(loadedBytes), total: megabytes(totalBytes) })}
          </span>
        )}
      </p>
      {loading ? (
        <progress max={totalBytes} value={loadedBytes} aria-label={t(`loading.${step}`)} />
      ) : (
        <progress aria-label={t(`loading.${step}`)} />
      )}
    </div>
  );
};
