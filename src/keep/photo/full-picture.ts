import { context2d } from "../picture/context";
import { likeness, middleOf, type Part } from "./likeness";

/** More pixels than these are no canvas on an iPhone. */
const mostPixels = 4096 * 4096;
/** Sides of the small pictures that are compared: coarse, for a hand moves between frame and photo. */
const [comparedWidth, comparedHeight] = [24, 18];
/** Photos of the same scene have 0.9 and more; of another part of it, half. */
const alikeFrom = 0.75;

/**
 * The same picture as `frame` with the most pixels there are: the photo, cut to what the frame shows, where it shows the
 * same and has more pixels; else the frame itself. Takes the frame over. In workers.
 */
export async function fullPicture(frame: ImageBitmap, photo: Blob | null): Promise<ImageBitmap> {
  if (photo === null) return frame;
  let decoded: ImageBitmap;
  try {
    decoded = await createImageBitmap(photo, { imageOrientation: "from-image" });
  } catch {
    // The camera's format is not one that browsers read, or there is no memory for so many pixels.
    return frame;
  }
  try {
    const part = middleOf(decoded.width, decoded.height, frame.width, frame.height);
    if (part.width * part.height <= frame.width * frame.height || !isSame(frame, decoded, part)) return frame;
    const scale = Math.min(1, Math.sqrt(mostPixels / (part.width * part.height)));
    const picture = await createImageBitmap(decoded, part.left, part.top, part.width, part.height, {
      resizeWidth: Math.floor(part.width * scale),
      resizeHeight: Math.floor(part.height * scale),
      resizeQuality: "high",
    });
    frame.close();
    return picture;
  } finally {
    decoded.close();
  }
}

function isSame(frame: ImageBitmap, photo: ImageBitmap, part: Part): boolean {
  const whole = { left: 0, top: 0, width: frame.width, height: frame.height };
  return likeness(thumbnail(frame, whole), thumbnail(photo, part)) >= alikeFrom;
}

function thumbnail(picture: ImageBitmap, { left, top, width, height }: Part): Uint8ClampedArray {
  const context = context2d(comparedWidth, comparedHeight, false);
  context.drawImage(picture, left, top, width, height, 0, 0, comparedWidth, comparedHeight);
  return context.getImageData(0, 0, comparedWidth, comparedHeight).data;
}
