import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useUi } from "../context";
import { useTranslate } from "../kit/language";

/** A dish that is lost for a moment is no reason to speak up. */
const patienceMs = 1500;

/** Says that a dish is looked for, once none has been seen for a while. */
export const Hint = () => {
  const { lens } = useUi();
  const t = useTranslate();
  const { phase, dishes, source, paused } = lens.state;
  const searching =
    phase.value.kind === "ready" && dishes.value.length === 0 && source.value?.status === "live" && !paused.value;
  const shown = useSignal(false);
  useEffect(() => {
    shown.value = false;
    if (!searching) return undefined;
    const timer = setTimeout(() => {
      shown.value = true;
    }, patienceMs);
    return () => clearTimeout(timer);
  }, [searching, shown]);
  return (
    <div class="hint" role="status">
      {shown.value && (
        <p>
          <span class="hint-ring" aria-hidden="true" />
          <span>
            {t("stage.searching")}
            {source.value?.kind === "camera" && <small>{t("stage.searchingHint")}</small>}
          </span>
        </p>
      )}
    </div>
  );
};
