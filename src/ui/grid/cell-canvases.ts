import type { RoundPicture } from "../../session";

/** The canvas of the original. */
export const originalCell = "";

/**
 * The canvases of the grid, by domain id. What comes is put into its canvas as it is: pixels in one copy, the original's
 * bitmap by handing it over.
 */
export class CellCanvases {
  readonly #canvases = new Map<string, HTMLCanvasElement>();

  /** For a `ref`: null when the canvas is gone. */
  set(id: string, canvas: HTMLCanvasElement | null): void {
    if (canvas === null) this.#canvases.delete(id);
    else this.#canvases.set(id, canvas);
  }

  show(picture: RoundPicture): void {
    if (picture.kind === "original") {
      this.#showOriginal(picture.picture);
      return;
    }
    const { data, size } = picture.patch;
    const canvas = this.#canvases.get(picture.domain);
    const context = canvas?.getContext("2d", { alpha: false });
    if (canvas === undefined || context === null || context === undefined) return;
    resize(canvas, size, size);
    context.putImageData(new ImageData(data, size, size), 0, 0);
    canvas.dataset["drawn"] = "";
  }

  #showOriginal(picture: ImageBitmap): void {
    const canvas = this.#canvases.get(originalCell);
    const context = canvas?.getContext("bitmaprenderer", { alpha: false });
    if (canvas === undefined || context === null || context === undefined) {
      picture.close();
      return;
    }
    resize(canvas, picture.width, picture.height);
    context.transferFromImageBitmap(picture);
    canvas.dataset["drawn"] = "";
  }
}

/** Another size empties a canvas, the same one too. */
const resize = (canvas: HTMLCanvasElement, width: number, height: number): void => {
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
};
