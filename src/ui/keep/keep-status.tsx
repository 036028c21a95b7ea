import { useEffect } from "preact/hooks";
import { recordingLimitMs, type KeepTask } from "../../keep";
import { useUi } from "../context";
import { useTranslate, type Translate } from "../kit/language";
import { clockText } from "./clock-text";
import { useElapsed } from "./use-elapsed";

type PhotoTask = Extract<KeepTask, { kind: "photographing" }>;
type RecordingTask = Extract<KeepTask, { kind: "recording" }>;

/** What is being made, over the live view, which stays in use. */
export const KeepStatus = () => {
  const { keeper } = useUi();
  const task = keeper.task.value;
  return (
    <div class="keep-status">
      {task?.kind === "photographing" && <PhotoStatus task={task} />}
      {task?.kind === "recording" && <RecordingStatus task={task} />}
    </div>
  );
};

const PhotoStatus = ({ task }: { readonly task: PhotoTask }) => {
  const { keeper } = useUi();
  const t = useTranslate();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") keeper.dismiss();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [keeper]);
  return (
    <div class="keep-pill">
      <span class="spinner" aria-hidden="true" />
      <span role="status">{stepText(t, task.step)}</span>
      <button type="button" class="keep-pill-button" onClick={() => keeper.dismiss()}>
        {t("keep.cancel")}
      </button>
    </div>
  );
};

const stepText = (t: Translate, step: PhotoTask["step"]): string => {
  switch (step.kind) {
    case "taking":
      return t("keep.taking");
    case "finding":
      return t("keep.finding");
    case "translating":
      return t("keep.translating", { dish: step.dish, dishes: step.dishes });
    case "finishing":
      return t("keep.finishing");
  }
};

const RecordingStatus = ({ task }: { readonly task: RecordingTask }) => {
  const t = useTranslate();
  const elapsed = useElapsed(task.startedAt);
  const [seconds, limit] = [clockText(elapsed / 1000), clockText(recordingLimitMs / 1000)];
  const starting = task.startedAt === null;
  return (
    <div class="keep-pill">
      <span class="keep-dot" aria-hidden="true" />
      <span class="visually-hidden" role="status">
        {t(task.stopping ? "keep.stopping" : starting ? "keep.starting" : "keep.record")}
      </span>
      {!starting && !task.stopping && (
        <span class="keep-time" role="timer" aria-label={t("keep.recorded", { seconds, limit })}>
          {seconds} / {limit}
        </span>
      )}
      {(starting || task.stopping) && (
        <span aria-hidden="true">{t(task.stopping ? "keep.stopping" : "keep.starting")}</span>
      )}
    </div>
  );
};
