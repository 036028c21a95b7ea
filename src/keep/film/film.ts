import { proxy } from "comlink";
import type { Studio } from "../../session";
import { FilmFailedError, FilmUnreadableError } from "../errors";
import { WorkerTask } from "../worker-task";
import type { KeptVideo } from "../video/kept-video";
import type { FilmPlan, FilmWorker } from "./contract";
import { FilmStages } from "./film-stages";

/** Where the work is. */
export interface FilmProgress {
  readonly plan: FilmPlan;
  /** Of the video, [0, 1]. */
  readonly share: number;
}

export interface TranslatedFilm extends KeptVideo {
  /** Ids of what the dishes are shown as. */
  readonly domains: readonly string[];
  readonly sound: FilmPlan["sound"];
}

export interface FilmOptions {
  /** Side of the generator, pixels: the live view's, so that the result is what was seen. */
  readonly size: number;
  /** Ends the work at once; nothing is left of it. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: FilmProgress) => void;
  /** A small copy of the newest picture; taken over. */
  readonly onPreview: (picture: ImageBitmap) => void;
}

/**
 * Translates a whole video: every picture is decoded, its dishes found, followed, translated as in the live view and put
 * back; sound is copied. The live view stands still meanwhile.
 *
 * @throws {FilmUnreadableError} if the video cannot be decoded, or no video be written here.
 * @throws {FilmFailedError} if it broke off on the way.
 */
export async function translateFilm(studio: Studio, video: Blob, options: FilmOptions): Promise<TranslatedFilm> {
  const { size, signal, onProgress, onPreview } = options;
  const release = studio.hold();
  let opened = false;
  const task = new WorkerTask<FilmWorker>({
    worker: new Worker(new URL("./film-worker.ts", import.meta.url), { type: "module", name: "film" }),
    signal,
    named: (message, cause) =>
      opened
        ? new FilmFailedError(`The translation of the video broke off: ${message}. Try again.`, { cause })
        : new FilmUnreadableError(`The video cannot be translated as a whole: ${message}.`, { cause }),
  });
  try {
    const plan = await task.call((worker) => worker.open(video));
    opened = true;
    onProgress({ plan, share: 0 });
    const stages = new FilmStages(studio, signal);
    const host = proxy({
      follow: stages.follow,
      translate: stages.translate,
      progress: (share: number, preview: ImageBitmap | null) => {
        if (signal.aborted) return preview?.close();
        if (preview !== null) onPreview(preview);
        onProgress({ plan, share });
      },
    });
    const film = await task.call((worker) => worker.run(host, size));
    return { ...film, domains: stages.domains, sound: plan.sound };
  } finally {
    task.end();
    release();
  }
}
