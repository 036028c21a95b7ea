import { LinearFilter, NearestFilter, NoColorSpace, VideoFrameTexture } from "three/webgpu";
import type { FramePicture } from "../capture/types";

/** How pictures come to the GPU; see FrameTexture. */
export type Upload = "direct" | "through-canvas";

/**
 * The camera's picture on the GPU, uploaded when the picture is drawn and not before. A VideoFrameTexture is the one
 * kind of texture for which three uploads any browser picture without listening for video frames itself: on WebGL2
 * with `texImage2D`, for which browsers copy a video from texture to texture, on WebGPU with
 * `copyExternalImageToTexture`.
 *
 * On software GL Chromium converts a video in `texImage2D` by a slow way, 13 ms of the main thread at 1280x720. Drawn
 * on a 2D canvas first (`through-canvas`) it takes 8, with the same pixels.
 */
export class FrameTexture {
  readonly texture = new VideoFrameTexture();
  readonly #canvas: CanvasRenderingContext2D | null;
  #width = 0;
  #height = 0;

  constructor(upload: Upload) {
    this.texture.colorSpace = NoColorSpace;
    this.texture.flipY = false;
    this.texture.generateMipmaps = false;
    this.#canvas =
      upload === "direct"
        ? null
        : document.createElement("canvas").getContext("2d", { alpha: false, willReadFrequently: true });
  }

  /**
   * Marks `picture` for the next draw. Returns false when it has no pixels: a video that has not started, a closed
   * VideoFrame or ImageBitmap. `exact` is true when it is drawn pixel by pixel, not scaled.
   */
  set(picture: FramePicture, drawnWidth: number, drawnHeight: number): boolean {
    const [width, height] = pictureSize(picture);
    if (width === 0 || height === 0) return false;
    const filter = width === drawnWidth && height === drawnHeight ? NearestFilter : LinearFilter;
    if (width !== this.#width || height !== this.#height || filter !== this.texture.magFilter) this.texture.dispose();
    this.#width = width;
    this.#height = height;
    this.texture.magFilter = filter;
    this.texture.minFilter = filter;
    this.texture.setFrame(this.#throughCanvas(picture, width, height));
    return true;
  }

  dispose(): void {
    this.texture.dispose();
  }

  #throughCanvas(picture: FramePicture, width: number, height: number): FramePicture {
    if (this.#canvas === null || !isVideo(picture)) return picture;
    const { canvas } = this.#canvas;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    this.#canvas.drawImage(picture, 0, 0);
    return canvas;
  }
}

function isVideo(picture: FramePicture): boolean {
  return picture instanceof HTMLVideoElement || "displayWidth" in picture;
}

/** Size in pixels; zero while there are none. */
export function pictureSize(picture: FramePicture): readonly [number, number] {
  if (picture instanceof HTMLVideoElement) {
    return picture.readyState < HTMLMediaElement.HAVE_CURRENT_DATA ? [0, 0] : [picture.videoWidth, picture.videoHeight];
  }
  if ("displayWidth" in picture) return [picture.displayWidth, picture.displayHeight];
  return [picture.width, picture.height];
}
