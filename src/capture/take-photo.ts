/** The part of ImageCapture that taking a photo needs. */
export type PhotoTaker = Pick<ImageCapture, "takePhoto" | "getPhotoCapabilities">;

/** Some drivers take a photo request and never answer. */
const ANSWER_MS = 6000;

/**
 * A photo by the camera behind `track` with the most pixels that it has. Null where the browser has no ImageCapture (all but
 * Chromium's), where the camera refuses, or answers with nothing within six seconds.
 */
export async function takePhoto(track: MediaStreamTrack): Promise<Blob | null> {
  if (!("ImageCapture" in globalThis) || track.readyState !== "live") return null;
  return takeLargest(new ImageCapture(track));
}

/** @see takePhoto */
export async function takeLargest(taker: PhotoTaker, answerMs = ANSWER_MS): Promise<Blob | null> {
  try {
    const { imageWidth, imageHeight } = await answerOf(taker.getPhotoCapabilities(), answerMs);
    const largest = {
      ...(imageWidth !== undefined && { imageWidth: imageWidth.max }),
      ...(imageHeight !== undefined && { imageHeight: imageHeight.max }),
    };
    // Without a size, phones answer with the stream's.
    const photo = await answerOf(taker.takePhoto(largest), answerMs);
    return photo.size > 0 ? photo : null;
  } catch {
    // The stream's own picture is there in its place.
    return null;
  }
}

function answerOf<T>(answer: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the camera did not answer")), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
