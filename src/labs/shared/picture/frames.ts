import { type Frame, type FrameSource, openFile } from "../../../capture";

/**
 * Looks at the first picture of a photo or video.
 * @throws {UnreadableFileError}
 */
export async function withFirstFrame<Result>(file: File, look: (frame: Frame) => Promise<Result>): Promise<Result> {
  const source = await openFile(file);
  try {
    return await look(await firstFrame(source));
  } finally {
    source.stop();
  }
}

async function firstFrame(source: FrameSource): Promise<Frame> {
  return new Promise((resolve, reject) => {
    source.start(resolve, reject).catch(reject);
  });
}
