import { Vector3, type Object3D } from "three";
import type { SpaceChoice } from "../../types";
import type { ControlTexts } from "../options";
import { alongRay } from "../pointing/picking";
import type { TrackedPointer } from "../pointing/tracked-pointer";
import type { Ring } from "../ring/ring";
import type { RingItem } from "../ring/ring-item";
import type { Target } from "../targets";
import { Atlas } from "./atlas";
import { createGlyph, Glyphs } from "./glyphs";
import { Plate } from "./plate";

/** A button that is pointed at is larger by this. */
const GROWTH = 0.16;
/** Where the mark of what is chosen sits, and how large it is, in radii of the button. */
const MARK_AT = 0.74;
const MARK_SIZE = 0.36;
/** Of the reticle with the ring around it, radians. */
const RETICLE = (0.75 * Math.PI) / 180;
/** A name begins this far from the button's middle, in radii. */
const NAME_AT = 1.5;
/** Nearer to the ring's horizontal than this (sine), a name stands beside its button, else above or below it. */
const BESIDE = 0.45;

/** What is chosen now, as the ring shows it. */
export interface Chosen {
  /** Index of what the dish is shown as; -1 for none. */
  readonly choice: number;
  /** Whether the next choice is for all dishes. */
  readonly all: boolean;
}

/** How the ring and the reticle look. */
export class RingView {
  readonly #parent: Object3D;
  readonly #choices: readonly SpaceChoice[];
  readonly #texts: ControlTexts;
  readonly #font: string;
  readonly #atlas: Atlas;
  readonly #glyphs: Glyphs;
  readonly #names = new Map<string, Plate>();
  readonly #glyph = createGlyph();
  readonly #mark = createGlyph();
  readonly #reticle = createGlyph();
  readonly #right = new Vector3();
  readonly #at = new Vector3();
  #name: Plate | null = null;

  constructor(parent: Object3D, choices: readonly SpaceChoice[], texts: ControlTexts, font: string) {
    this.#parent = parent;
    this.#choices = choices;
    this.#texts = texts;
    this.#font = font;
    this.#atlas = new Atlas(choices, font);
    // Every button, a mark on each of those that can be chosen at once, the reticle.
    this.#glyphs = new Glyphs(this.#atlas, choices.length + 5);
    this.#mark.kind = "badge";
    this.#mark.cell = this.#atlas.check;
    this.#reticle.kind = "reticle";
    parent.add(this.#glyphs.mesh);
  }

  begin(): void {
    this.#glyphs.clear();
    if (this.#name !== null) this.#name.mesh.visible = false;
  }

  putRing(ring: Ring, chosen: Chosen, eye: Vector3): void {
    if (ring.openness === 0) return;
    let foremost: RingItem | null = null;
    for (const item of ring.items) {
      if (item.hover > (foremost?.hover ?? 0)) foremost = item;
    }
    for (const item of ring.items) if (item !== foremost) this.#putItem(item, ring, chosen);
    if (foremost === null) return;
    this.#putItem(foremost, ring, chosen);
    this.#putName(foremost, ring, eye);
  }

  /** @param progress Of dwelling, [0, 1]. @param distance Where it floats beside everything, metres. */
  putReticle({ ray }: TrackedPointer, target: Target | null, up: Vector3, progress: number, distance: number): void {
    const { centre, normal } = this.#reticle;
    const along = target === null ? distance : alongRay(ray, target.disc.centre);
    centre.copy(ray.origin).addScaledVector(ray.direction, along);
    normal.copy(ray.direction).negate();
    this.#reticle.radius = along * Math.tan(RETICLE);
    this.#reticle.progress = progress;
    this.#glyphs.put(this.#reticle, up);
  }

  end(): void {
    this.#glyphs.show();
  }

  dispose(): void {
    this.#glyphs.dispose();
    this.#atlas.dispose();
    for (const name of this.#names.values()) name.dispose();
    this.#names.clear();
  }

  #putItem({ target, hover }: RingItem, { openness, sight }: Ring, chosen: Chosen): void {
    const glyph = this.#glyph;
    const { disc, kind } = target;
    const isChosen = kind === "choice" ? target.index === chosen.choice : kind === "all" && chosen.all;
    glyph.cell = kind === "choice" ? target.index : kind === "all" ? this.#atlas.all : this.#atlas.leave;
    glyph.centre.copy(disc.centre);
    glyph.normal.copy(disc.normal);
    glyph.radius = disc.radius * (0.6 + 0.4 * openness) * (1 + GROWTH * hover);
    glyph.opacity = openness;
    glyph.hover = hover;
    glyph.chosen = isChosen ? 1 : 0;
    this.#glyphs.put(glyph, sight.up);
    if (!isChosen) return;

    const mark = this.#mark;
    this.#right.crossVectors(sight.up, disc.normal).normalize();
    const away = glyph.radius * MARK_AT;
    mark.centre.copy(disc.centre).addScaledVector(this.#right, away).addScaledVector(sight.up, -away);
    mark.normal.copy(disc.normal);
    mark.radius = glyph.radius * MARK_SIZE;
    mark.opacity = openness;
    this.#glyphs.put(mark, sight.up);
  }

  /** On the side of the button that is turned away from the dish. */
  #putName({ target, hover, side }: RingItem, { openness, sight, sizes }: Ring, eye: Vector3): void {
    const { disc } = target;
    const plate = this.#nameOf(target);
    this.#name = plate;
    const height = disc.centre.distanceTo(eye) * Math.tan(sizes.plate);
    const half = (plate.width * height) / 2;
    const beside = Math.abs(side.y) < BESIDE;
    const sideways = beside
      ? Math.sign(side.x) * (disc.radius * NAME_AT + half)
      : side.x * Math.max(0, half - disc.radius);
    const upwards = beside ? 0 : Math.sign(side.y) * (disc.radius * NAME_AT + height / 2);
    this.#right.crossVectors(sight.up, disc.normal).normalize();
    this.#at.copy(disc.centre).addScaledVector(this.#right, sideways).addScaledVector(sight.up, upwards);
    plate.place(this.#at, eye, sight.up, height, hover * openness);
  }

  #nameOf({ kind, index }: Target): Plate {
    const { all, leave } = this.#texts;
    const name = kind === "choice" ? (this.#choices[index]?.name ?? "") : kind === "all" ? all : leave;
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const plate = new Plate(name, this.#font);
    this.#names.set(name, plate);
    this.#parent.add(plate.mesh);
    return plate;
  }
}
