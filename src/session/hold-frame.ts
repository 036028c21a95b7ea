import { FrameGoneError, type Frame } from "../capture";
import type { HeldFrame } from "./stages";

/**
 * Copies the picture of a frame. It is taken when this is called; on a GPU it stays there.
 * @throws FrameGoneError when the source has closed it.
 */
export const holdFrame = async (frame: Frame): Promise<HeldFrame> => {
  const picture = await copyOf(frame);
  const { width, height } = picture;
  return {
    frame: { ...frame, picture, width, height, sequence: frame.sequence + 0.5 },
    close: () => picture.close(),
  };
};

const copyOf = async ({ picture }: Frame): Promise<ImageBitmap> => {
  try {
    return await createImageBitmap(picture);
  } catch (cause) {
    throw new FrameGoneError("The frame's picture is gone. Take the source's newest frame.", { cause });
  }
};
