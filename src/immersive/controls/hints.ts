import { Vector3, type Object3D } from "three";
import type { SpaceDish } from "../types";
import type { ControlOptions } from "./options";
import { approach } from "./ring/ease";
import { Sight } from "./ring/sight";
import { Plate } from "./view/plate";

/** The second hint is not needed by everybody: it goes by itself after this time, ms. */
const PATIENCE = 12_000;
const FADING = 250;
/** Above the dish, radians. */
const ABOVE = (1.6 * Math.PI) / 180;

interface HintMoment {
  /** Nothing else is shown that a hint would be in the way of. */
  readonly free: boolean;
  /** Looking is all that people can do. */
  readonly looking: boolean;
  /** Height of the plate, radians. */
  readonly size: number;
  /** ms */
  readonly now: number;
}

type Step = "open" | "compare" | "learned";

/** Two lines beside the first dish, for people who are here for the first time: each goes when it has been followed. */
export class Hints {
  readonly #options: ControlOptions;
  readonly #parent: Object3D;
  readonly #font: string;
  readonly sight = new Sight();
  readonly #middle = new Vector3();
  #step: Step;
  #dish: number | null = null;
  #plate: Plate | null = null;
  #text = "";
  #opacity = 0;
  #shownFor = 0;
  #last = 0;

  constructor(options: ControlOptions, parent: Object3D, font: string) {
    this.#options = options;
    this.#parent = parent;
    this.#font = font;
    this.#step = options.firstTime ? "open" : "learned";
  }

  /** The ring was opened. */
  opened(): void {
    if (this.#step === "open") this.#step = "compare";
  }

  /** The original was looked at. */
  compared(): void {
    if (this.#step === "compare") this.#learn();
  }

  /** Shows what is to be shown now. */
  update(dishes: readonly SpaceDish[], eye: Vector3, headUp: Vector3, { free, looking, size, now }: HintMoment): void {
    if (this.#step === "learned" && this.#plate === null) return;
    const elapsed = Math.min(100, Math.max(0, now - this.#last));
    this.#last = now;
    // Where nothing can be held, there is nothing to say about holding.
    if (this.#step === "compare" && looking) this.#learn();
    const dish = this.#dishOf(dishes);
    const wanted = free && dish !== null && this.#step !== "learned";
    if (wanted) this.#say(this.#textOf(looking));
    this.#opacity = approach(this.#opacity, wanted ? 1 : 0, elapsed, FADING, this.#options.reducedMotion);
    if (dish !== null) this.#place(dish, eye, headUp, size);
    else this.#hide();
    if (wanted && this.#step === "compare") {
      this.#shownFor += elapsed;
      if (this.#shownFor > PATIENCE) this.#learn();
    }
    if (this.#step === "learned" && this.#opacity === 0) this.dispose();
  }

  dispose(): void {
    this.#plate?.dispose();
    this.#plate = null;
  }

  #learn(): void {
    this.#step = "learned";
    this.#options.onLearned();
  }

  #textOf(looking: boolean): string {
    const { hintSelect, hintLook, hintHold } = this.#options.texts;
    if (this.#step === "compare") return hintHold;
    return looking ? hintLook : hintSelect;
  }

  /** The same dish as long as it is there. */
  #dishOf(dishes: readonly SpaceDish[]): SpaceDish | null {
    const dish = dishes.find(({ id }) => id === this.#dish) ?? dishes[0] ?? null;
    this.#dish = dish?.id ?? null;
    return dish;
  }

  #say(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#plate?.dispose();
    this.#plate = new Plate(text, this.#font);
    this.#opacity = 0;
    this.#parent.add(this.#plate.mesh);
    this.#options.onSay(text);
  }

  #place({ x, z, radius, rimHeight }: SpaceDish, eye: Vector3, headUp: Vector3, size: number): void {
    if (this.#plate === null) return;
    this.#middle.set(x, rimHeight, z);
    this.sight.aim(eye, this.#middle, headUp);
    const { distance, forward, up } = this.sight;
    // Above the far edge of the rim, which is seen as far up as the rim is seen from above.
    const height = distance * Math.tan(size);
    const lift = radius * Math.abs(forward.y) + distance * Math.tan(ABOVE) + height / 2;
    this.#middle.addScaledVector(up, lift);
    this.#plate.place(this.#middle, eye, up, height, this.#opacity);
  }

  #hide(): void {
    if (this.#plate !== null) this.#plate.mesh.visible = false;
  }
}
