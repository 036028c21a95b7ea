import { LinearFilter, NearestFilter, NoColorSpace, VideoFrameTexture } from "three/webgpu";
import type { FramePicture } from "../capture/types";
import { pictureSize } from "./picture-size";

/**
 * The camera's picture on the GPU, uploaded when the picture is drawn and not before. A VideoFrameTexture is the one
 * kind of texture for which three uploads any browser picture without listening for video frames itself: on WebGL2
 * with `texImage2D`, for which browsers copy a video from texture to texture, on WebGPU with
 * `copyExternalImageToTexture`.
 */
export class FrameTexture {
  readonly texture = new VideoFrameTexture();
  #width = 0;
  #height = 0;

  constructor() {
    this.texture.colorSpace = NoColorSpace;
    this.texture.flipY = false;
    this.texture.generateMipmaps = false;
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
    this.texture.setFrame(picture);
    return true;
  }

  dispose(): void {
    this.texture.dispose();
  }
}
