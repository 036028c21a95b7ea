import { Check, LayoutGrid, LogOut } from "lucide";
import { CanvasTexture, LinearFilter, LinearMipmapLinearFilter } from "three";
import type { SpaceChoice } from "../../types";
import { drawIcon } from "./draw-icon";

/** Side of a picture, pixels: a button of 4 degrees has no more on any headset or phone of today. */
const CELL = 128;
/** Part of a cell that an icon fills. */
const ICON = 0.52;
const INK = "#f9f1e7";
const DARK = "#2b1305";

/** The pictures of all buttons in one texture, so that the whole ring is one drawing. */
export class Atlas {
  readonly texture: CanvasTexture;
  readonly columns: number;
  readonly rows: number;
  /** Null where the browser has no memory left for it; the buttons are bare plates then, with names. */
  readonly #context: CanvasRenderingContext2D | null;
  readonly #choices: number;
  #disposed = false;

  constructor(choices: readonly SpaceChoice[], font: string) {
    this.#choices = choices.length;
    const cells = choices.length + 3;
    this.columns = Math.ceil(Math.sqrt(cells));
    this.rows = Math.ceil(cells / this.columns);
    const canvas = document.createElement("canvas");
    canvas.width = this.columns * CELL;
    canvas.height = this.rows * CELL;
    this.#context = canvas.getContext("2d");
    this.texture = new CanvasTexture(canvas);
    this.texture.premultiplyAlpha = true;
    this.texture.minFilter = LinearMipmapLinearFilter;
    this.texture.magFilter = LinearFilter;
    this.texture.anisotropy = 4;
    for (const [index, choice] of choices.entries()) {
      this.#initial(index, choice, font);
      void this.#picture(index, choice);
    }
    this.#icon(this.all, LayoutGrid, INK);
    this.#icon(this.leave, LogOut, INK);
    this.#icon(this.check, Check, DARK);
  }

  /** Cells beside those of the choices, which are named by their index. */
  get all(): number {
    return this.#choices;
  }

  get leave(): number {
    return this.#choices + 1;
  }

  get check(): number {
    return this.#choices + 2;
  }

  dispose(): void {
    this.#disposed = true;
    this.texture.dispose();
  }

  /** Until the picture is there, and where it never comes: how the name begins. */
  #initial(cell: number, { name }: SpaceChoice, font: string): void {
    if (this.#context === null) return;
    const [x, y] = this.#corner(cell);
    this.#context.fillStyle = INK;
    this.#context.font = `600 ${CELL * 0.5}px ${font}`;
    this.#context.textAlign = "center";
    this.#context.textBaseline = "middle";
    this.#context.fillText(Array.from(name)[0] ?? "", x + CELL / 2, y + CELL / 2);
  }

  async #picture(cell: number, { tile }: SpaceChoice): Promise<void> {
    const image = new Image();
    image.src = tile;
    try {
      await image.decode();
    } catch {
      return;
    }
    if (this.#disposed || this.#context === null) return;
    const [x, y] = this.#corner(cell);
    this.#context.drawImage(image, x, y, CELL, CELL);
    this.texture.needsUpdate = true;
  }

  #icon(cell: number, icon: typeof Check, colour: string): void {
    if (this.#context === null) return;
    const [x, y] = this.#corner(cell);
    const edge = (CELL * (1 - ICON)) / 2;
    drawIcon(this.#context, icon, [x + edge, y + edge, CELL * ICON], colour);
  }

  #corner(cell: number): readonly [x: number, y: number] {
    return [(cell % this.columns) * CELL, Math.floor(cell / this.columns) * CELL];
  }
}
