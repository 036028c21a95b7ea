import { UnreadableFileError } from "./errors";
import { startSteadyClock } from "./frame-clock";
import type { Frame, FrameSource } from "./types";

/** Long side, pixels, that no photo exceeds: what the compositor draws at most. */
export const LONGEST_SIDE = 1920;
/** Deliveries a second of a picture that does not change. */
export const STILL_RATE = 4;

/**
 * One photo as a still source: upright by its EXIF orientation, long side at most 1920 pixels. The same bitmap
 * with sequence 0 comes four times a second, stamped with the time of delivery.
 *
 * `start` rejects with UnreadableFileError.
 */
export class PhotoSource implements FrameSource {
  readonly kind = "photo";
  readonly mirrored = false;
  readonly label: string;
  readonly #file: Blob;
  readonly #heic: boolean;
  readonly #stopped = new AbortController();

  /** @param heic the file is known to be HEIC, for the sentence when it cannot be read */
  constructor(file: Blob, label: string, heic = false) {
    this.#file = file;
    this.label = label;
    this.#heic = heic;
  }

  async start(onFrame: (frame: Frame) => void): Promise<void> {
    const stopped = this.#stopped.signal;
    const picture = await this.#decode();
    const { width, height } = picture;
    if (stopped.aborted) return picture.close();
    const stopClock = startSteadyClock(STILL_RATE, (timestamp) =>
      onFrame({ picture, width, height, timestamp, sequence: 0 }),
    );
    stopped.addEventListener(
      "abort",
      () => {
        stopClock();
        picture.close();
      },
      { once: true },
    );
  }

  photo(): Promise<Blob> {
    return Promise.resolve(this.#file);
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #decode(): Promise<ImageBitmap> {
    try {
      return await decodePhoto(this.#file);
    } catch (cause) {
      throw new UnreadableFileError(this.label, this.#heic ? "heic" : "broken", { cause });
    }
  }
}

/** Upright size of a photo brought to the longest side, never enlarged. */
export function fitLongestSide(width: number, height: number, longest: number): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Decodes off the main thread. Rejects with whatever the browser's decoder says. */
async function decodePhoto(file: Blob): Promise<ImageBitmap> {
  const url = URL.createObjectURL(file);
  try {
    // An image element reads the upright size from the header alone; a bitmap is then decoded once, at its size.
    const header = new Image();
    await new Promise<void>((resolve, reject) => {
      header.addEventListener("load", () => resolve(), { once: true });
      header.addEventListener("error", () => reject(new Error("the image cannot be decoded")), { once: true });
      header.src = url;
    });
    const { width, height } = fitLongestSide(header.naturalWidth, header.naturalHeight, LONGEST_SIDE);
    return await createImageBitmap(file, {
      imageOrientation: "from-image",
      resizeWidth: width,
      resizeHeight: height,
      resizeQuality: "high",
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
