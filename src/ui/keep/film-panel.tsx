import { useEffect, useRef } from "preact/hooks";
import type { KeepTask } from "../../keep";
import { useUi } from "../context";
import { useTranslate } from "../kit/language";
import { Panel } from "../kit/panel";
import { clockText } from "./clock-text";
import { useElapsed } from "./use-elapsed";

/** Before this share of the work, and this time, nobody can say how long the rest takes. */
const [tellFromShare, tellFromMs] = [0.02, 3000];

type FilmPanelProps = Pick<Extract<KeepTask, { kind: "filming" }>, "startedAt" | "progress">;

/** How far the translation of a whole video is: its newest picture, a bar, the time that is left. */
export const FilmPanel = ({ startedAt, progress }: FilmPanelProps) => {
  const { keeper } = useUi();
  const t = useTranslate();
  const elapsed = useElapsed(startedAt);
  const share = progress?.share ?? 0;
  const percent = Math.floor(share * 100);
  const tells = share >= tellFromShare && elapsed >= tellFromMs;
  const left = tells ? clockText((elapsed / share - elapsed) / 1000 + 1) : null;
  return (
    <Panel title={t("keep.filmTitle")} onClose={() => keeper.dismiss()} closesBeside={false} wide>
      <FilmPreview aspect={progress === null ? 16 / 9 : progress.plan.width / progress.plan.height} />
      <div class="keep-progress">
        <progress
          value={progress === null ? undefined : share}
          max={1}
          aria-label={t("keep.filmTitle")}
          aria-valuetext={t("keep.filmShare", { percent })}
        />
        <p class="keep-progress-text">
          <span>{progress === null ? t("keep.filmOpening") : t("keep.filmShare", { percent })}</span>
          <span>{left !== null && t("keep.filmLeft", { time: left })}</span>
        </p>
      </div>
      <p class="quiet">
        {t("keep.filmStays")}
        {progress?.plan.sound === "lost" && ` ${t("keep.soundLost")}`}
      </p>
      <div class="keep-actions">
        <button type="button" class="button" onClick={() => keeper.dismiss()}>
          {t("keep.cancel")}
        </button>
      </div>
    </Panel>
  );
};

const FilmPreview = ({ aspect }: { readonly aspect: number }) => {
  const { keeper } = useUi();
  const t = useTranslate();
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = keeper.preview.value;
  useEffect(() => {
    if (canvas.current === null || picture === null) return;
    canvas.current.width = picture.width;
    canvas.current.height = picture.height;
    canvas.current.getContext("2d")?.drawImage(picture, 0, 0);
  }, [picture]);
  return (
    <canvas
      ref={canvas}
      class="keep-preview"
      role="img"
      aria-label={t("keep.filmPreview")}
      style={{ "--aspect": String(aspect) }}
    />
  );
};
