import { useMemo } from "preact/hooks";
import { fileName, type KeptRecording, type KeptVideo } from "../../keep";
import { useUi } from "../context";
import { useTranslate } from "../kit/language";
import { Panel } from "../kit/panel";
import { clockText, megabytes } from "./clock-text";
import { KeepActions } from "./keep-actions";
import { useObjectUrl } from "./use-object-url";

export interface VideoReviewProps {
  readonly video: KeptVideo & { readonly domains: readonly string[]; readonly takenAt: Date };
  /** What ended a recording. */
  readonly endedBy?: KeptRecording["endedBy"];
  readonly soundLost?: boolean;
}

/** A recording, or a video that was translated as a whole; and what to do with it. */
export const VideoReview = ({ video, endedBy, soundLost = false }: VideoReviewProps) => {
  const { keeper } = useUi();
  const t = useTranslate();
  const url = useObjectUrl(video.file);
  const file = useMemo(() => {
    const name = fileName({ domains: video.domains, at: video.takenAt, extension: video.extension });
    return new File([video.file], name, { type: video.file.type });
  }, [video]);
  const { width, height } = video;
  return (
    <Panel title={t("keep.videoTitle")} onClose={() => keeper.dismiss()} wide>
      <figure class="keep-figure">
        {url !== null && (
          <video class="keep-picture" src={url} aria-label={t("keep.videoAlt")} controls playsInline loop muted />
        )}
        <figcaption class="quiet">
          <span>
            {t("keep.length", { seconds: clockText(video.seconds), width, height, size: megabytes(video.file.size) })}
          </span>
          {endedBy === "limit" && <span>{t("keep.endedLimit")}</span>}
          {endedBy === "hidden" && <span>{t("keep.endedHidden")}</span>}
          {soundLost && <span>{t("keep.soundLost")}</span>}
        </figcaption>
      </figure>
      <KeepActions file={file} copy={null} again={() => keeper.dismiss()} />
    </Panel>
  );
};
