import { expose, transfer } from "comlink";
import { context2d } from "../picture/context";
import { PicturePainter, type PaintedDish } from "../picture/painter";
import type { OpenedPhoto, PhotoSources, PhotoView, PhotoWorker } from "./contract";
import { fullPicture } from "./full-picture";
import { pairLayout } from "./pair-layout";

/** At 92 a photograph's JPEG cannot be told from its pixels; a PNG of it would be ten times the size. */
const type = "image/jpeg";
const quality = 0.92;

let picture: ImageBitmap | null = null;
let painter: PicturePainter | null = null;
let mirrored = false;

const worker: PhotoWorker = {
  async open({ frame, photo, mirrored: asShown }: PhotoSources): Promise<OpenedPhoto> {
    picture = await fullPicture(frame, photo);
    painter = new PicturePainter(picture.width, picture.height);
    painter.show(picture);
    mirrored = asShown;
    return { width: picture.width, height: picture.height };
  },

  shrink(width, height) {
    const bitmap = opened().painter.shrink(width, height);
    return transfer(bitmap, [bitmap]);
  },

  cut(square, size) {
    const bitmap = opened().painter.cut(square, size);
    return transfer(bitmap, [bitmap]);
  },

  paint(dishes: readonly PaintedDish[]) {
    opened().painter.paint(dishes, performance.now() / 1000);
  },

  encode(view: PhotoView): Promise<Blob> {
    const { painter: painted, picture: original } = opened();
    switch (view) {
      case "translated":
        return draw([painted.canvas]);
      case "original":
        return draw([original]);
      case "pair":
        return draw([original, painted.canvas]);
    }
  },
};

function opened(): { readonly painter: PicturePainter; readonly picture: ImageBitmap } {
  if (painter === null || picture === null) throw new Error("the photograph was not opened");
  return { painter, picture };
}

/** The pictures side by side, each mirrored as it was shown. */
function draw(pictures: readonly (ImageBitmap | OffscreenCanvas)[]): Promise<Blob> {
  const { width, height } = opened().painter.canvas;
  const layout = pairLayout(width, height, pictures.length);
  const context = context2d(layout.width, layout.height, false);
  context.fillStyle = "white";
  context.fillRect(0, 0, layout.width, layout.height);
  for (const [index, each] of pictures.entries()) {
    const place = layout.places[index];
    if (place === undefined) continue;
    context.save();
    context.translate(mirrored ? place.left + layout.pictureWidth : place.left, place.top);
    if (mirrored) context.scale(-1, 1);
    context.drawImage(each, 0, 0, layout.pictureWidth, layout.pictureHeight);
    context.restore();
  }
  return context.canvas.convertToBlob({ type, quality });
}

expose(worker);
