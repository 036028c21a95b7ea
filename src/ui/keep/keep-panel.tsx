import { useUi } from "../context";
import { FailedPanel } from "./failed-panel";
import { FilmPanel } from "./film-panel";
import { PhotoReview } from "./photo-review";
import { VideoReview } from "./video-review";

/** The sheet for what was made, or takes long. */
export const KeepPanel = () => {
  const { keeper } = useUi();
  const task = keeper.task.value;
  if (task === null) return null;
  switch (task.kind) {
    case "photograph":
      return <PhotoReview photograph={task.photograph} />;
    case "recorded":
      return <VideoReview video={task.video} endedBy={task.video.endedBy} />;
    case "filming":
      return <FilmPanel startedAt={task.startedAt} progress={task.progress} />;
    case "film":
      return <VideoReview video={task.film} soundLost={task.film.sound === "lost"} />;
    case "failed":
      return <FailedPanel name={task.name} message={task.message} />;
    case "photographing":
    case "recording":
      return null;
  }
};
