import { useSignal } from "@preact/signals";
import { DishStrip } from "../components/dish-strip/dish-strip";
import { useUi } from "../context";
import { CloseIcon, CompareIcon, StatusIcon } from "../kit/icons";
import { useTranslate } from "../kit/language";
import { SessionFacts } from "./session-facts";
import { adviceOf } from "./words";

/** What lies over the room on a device with a screen; where a session cannot show it, a bar on the page behind it. */
export const Overlay = () => {
  const { lens } = useUi();
  const t = useTranslate();
  const { immersive, dishes, spoken, original } = lens.state;
  const detailed = useSignal(false);
  const state = immersive.value;
  if (state.kind !== "starting" && state.kind !== "running") return null;
  const running = state.kind === "running" ? state : null;
  const advice = adviceOf(t, state, dishes.value.length);
  return (
    <section
      class="immersive"
      aria-label={t("immersive.title")}
      data-over={running?.granted.domOverlay === true ? "" : undefined}
    >
      <div class="immersive-top">
        <p class="immersive-advice" role="status" data-busy={state.kind === "starting" ? "" : undefined}>
          {advice ?? (running?.granted.domOverlay === true ? "" : t("immersive.here"))}
        </p>
        <p class="visually-hidden" role="status">
          {spoken.value}
        </p>
        {running !== null && (
          <button
            type="button"
            class="look-button"
            aria-label={t("immersive.details")}
            title={t("immersive.details")}
            aria-expanded={detailed.value}
            onClick={() => (detailed.value = !detailed.value)}
          >
            <StatusIcon />
          </button>
        )}
      </div>
      {running !== null && detailed.value && (
        <section class="immersive-details surface" aria-label={t("immersive.details")}>
          <SessionFacts state={running} />
        </section>
      )}
      <div class="immersive-bottom">
        {running?.granted.domOverlay === true && <DishStrip />}
        <div class="immersive-actions">
          {running !== null && (
            <button
              type="button"
              class="button"
              aria-pressed={original.value}
              onClick={() => lens.actions.setOriginal(!original.value)}
            >
              <CompareIcon />
              {t("immersive.compare")}
            </button>
          )}
          <button type="button" class="button primary" onClick={() => lens.actions.leaveImmersive()}>
            <CloseIcon />
            {t("immersive.leave")}
          </button>
        </div>
      </div>
    </section>
  );
};
