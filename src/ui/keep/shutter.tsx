import { useEffect, useMemo } from "preact/hooks";
import { recordingLimitMs } from "../../keep";
import { useUi } from "../context";
import { useTranslate } from "../kit/language";
import { HoldReader } from "./hold";
import { useElapsed } from "./use-elapsed";

/** Of the ring around the button, in units of its picture. */
const radius = 46;
const around = 2 * Math.PI * radius;

/** The big round button: a press takes a photo, a hold records as long as it lasts; while it records, a press ends it. */
export const Shutter = () => {
  const { keep, keeper } = useUi();
  const t = useTranslate();
  const task = keeper.task.value;
  const recording = task?.kind === "recording" ? task : null;
  const busy = task?.kind === "photographing" || recording?.stopping === true;
  const elapsed = useElapsed(recording?.startedAt ?? null);
  const reader = useMemo(() => {
    const press = () => {
      if (keeper.task.peek()?.kind === "recording") keeper.stopRecording();
      else void keeper.takePhoto();
    };
    return new HoldReader({
      onPress: press,
      // Visitors of a kiosk take photos alone.
      onHold: () => (keep === "save" ? void keeper.toggleRecording() : press()),
      onRelease: () => keeper.stopRecording(),
    });
  }, [keep, keeper]);
  useEffect(() => {
    // The finger may have left the button.
    addEventListener("pointerup", reader.up);
    addEventListener("pointercancel", reader.up);
    return () => {
      removeEventListener("pointerup", reader.up);
      removeEventListener("pointercancel", reader.up);
    };
  }, [reader]);
  if (keep === "none") return null;
  const label = t(recording === null ? "keep.photo" : "keep.stop");
  const hint = recording === null && keep === "save" ? t("keep.photoHint") : label;
  return (
    <button
      type="button"
      class="shutter"
      data-recording={recording === null ? undefined : ""}
      aria-label={label}
      title={hint}
      aria-keyshortcuts={recording === null ? "P" : "R"}
      // Not disabled, which would take the focus away: while it is busy a press does nothing.
      aria-disabled={busy ? "true" : undefined}
      onPointerDown={reader.down}
      onClick={reader.click}
      onContextMenu={(event) => event.preventDefault()}
    >
      <svg viewBox="0 0 100 100" aria-hidden="true" focusable="false">
        <circle class="shutter-ring" cx="50" cy="50" r={radius} />
        {recording !== null && (
          <circle
            class="shutter-time"
            cx="50"
            cy="50"
            r={radius}
            stroke-dasharray={around}
            stroke-dashoffset={around * Math.max(0, 1 - elapsed / recordingLimitMs)}
          />
        )}
      </svg>
      <span class="shutter-face" />
    </button>
  );
};
