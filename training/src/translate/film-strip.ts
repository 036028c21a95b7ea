import { nameGrid, type NamedPicture, thumbnail } from "./grid";
import type { RawPicture } from "./raw-picture";

/** Between two pictures of a strip, s. */
const SECONDS = 0.5;

/** Small copies of a film's frames at even times. */
export class FilmStrip {
  readonly #pictures: NamedPicture[] = [];

  /** Takes a frame if its time has come. @param time ms. */
  add(frame: RawPicture, time: number): void {
    const seconds = this.#pictures.length * SECONDS;
    if (time < seconds * 1000 - 1) return;
    this.#pictures.push({ name: `${seconds.toFixed(1)} s`, picture: thumbnail(frame) });
  }

  /** All of them, in lines from the left. */
  grid(): Promise<RawPicture> {
    return nameGrid(this.#pictures);
  }
}
