import { Group, Matrix4, Vector3 } from "three";
import type { SpaceChoice, SpaceControls, SpaceDish, Table, XrMoment } from "../types";
import { DishTargets } from "./dish-targets";
import { Hints } from "./hints";
import type { ControlOptions } from "./options";
import { Dwell } from "./pointing/dwell";
import { findTargets } from "./pointing/foremost";
import { Pointers } from "./pointing/pointers";
import { Presses } from "./pointing/presses";
import type { TrackedPointer } from "./pointing/tracked-pointer";
import { Ring } from "./ring/ring";
import { screenSizes } from "./ring/sizes";
import type { Target } from "./targets";
import { RingView } from "./view/ring-view";
import { Voice, type VoiceOptions } from "./voice/voice";

/** A ring that nobody points at closes by itself, ms. */
const PATIENCE = 10_000;
/** After a pause like this one nothing is held any more: the release was not heard, ms. */
const PAUSE = 1000;
/** The voice, as one of those that can hold; pointers count from 0. */
const VOICE = -1;

/** Makes the controls of a session; they draw nothing until they are given choices and a table. */
export function createControls(options: ControlOptions): SpaceControls {
  return new Controls(options);
}

class Controls implements SpaceControls {
  readonly #options: ControlOptions;
  readonly #group = new Group();
  readonly #font = getComputedStyle(document.body).fontFamily;
  readonly #pointers: Pointers;
  readonly #presses: Presses;
  readonly #dwell = new Dwell();
  readonly #dishTargets = new DishTargets();
  readonly #ring: Ring;
  readonly #hints: Hints;
  readonly #tableSpace = { matrix: new Matrix4(), id: 0 };
  readonly #viewer = new Matrix4();
  readonly #eye = new Vector3();
  readonly #headUp = new Vector3();
  readonly #targets: Target[] = [];
  readonly #chosen = { choice: -1, all: false };
  readonly #voice: Voice | null;
  #view: RingView | null = null;
  #choices: readonly SpaceChoice[] = [];
  #shownAs: (dish: number) => string = () => "";
  #dishes: readonly SpaceDish[] = [];
  #now = 0;
  #usedAt = 0;
  #screenShape = 0;

  constructor(options: ControlOptions) {
    this.#options = options;
    this.#ring = new Ring(options.reducedMotion);
    this.#hints = new Hints(options, this.#group, this.#font);
    this.#presses = new Presses({
      onActivate: (target) => this.#activate(target),
      onCompare: (shown) => {
        options.events.onCompare(shown);
        if (shown) this.#hints.compared();
      },
    });
    this.#pointers = new Pointers(options.session, {
      onPress: (pointer) => this.#presses.start(pointer.id, this.#aim(pointer), this.#now),
      onSelect: (pointer) => this.#presses.select(pointer.id, pointer.snap.target, this.#now),
      onRelease: ({ id }) => this.#presses.end(id),
      onSqueeze: ({ id }, held) => this.#presses.squeeze(id, held),
    });
    this.#voice = options.voice === undefined ? null : this.#listen(options.voice);
    options.stage.overlay.add(this.#group);
  }

  setChoices(choices: readonly SpaceChoice[], shownAs: (dish: number) => string): void {
    this.#shownAs = shownAs;
    if (choices === this.#choices) return;
    this.#choices = choices;
    this.#ring.setChoices(choices.length);
    this.#voice?.setChoices(choices);
    this.#view?.dispose();
    this.#view = new RingView(this.#group, choices, this.#options.texts, this.#font);
  }

  update(moment: XrMoment, table: Table | null, dishes: readonly SpaceDish[]): void {
    const { now } = moment;
    if (now - this.#now > PAUSE) this.#presses.clear();
    this.#now = now;
    this.#dishes = dishes;
    this.#voice?.update(now);
    this.#group.visible = table !== null;
    if (table === null) {
      this.#letGo();
      return;
    }
    this.#enter(table, moment);
    this.#measureScreen(moment);
    this.#pointers.update(moment, this.#tableSpace);
    this.#collectTargets();
    const pointer = findTargets(this.#pointers.list, this.#targets);
    const target = pointer?.snap.target ?? null;
    this.#touch();
    this.#presses.update(now);
    if (this.#dwell.update(this.#pointers.lookingAlone ? target : null, now)) this.#activate(target);
    this.#keepOpen(target);
    this.#ring.update(dishes, this.#eye, this.#headUp, target, now);
    this.#draw(pointer, target);
  }

  dispose(): void {
    this.#pointers.dispose();
    this.#voice?.dispose();
    this.#presses.clear();
    this.#hints.dispose();
    this.#view?.dispose();
    this.#group.removeFromParent();
  }

  #listen(options: VoiceOptions): Voice {
    return new Voice(options, {
      onChoose: (id) => this.#choose(this.#indexOf(id), this.#meantDish()),
      onOriginal: (shown) => this.#presses.squeeze(VOICE, shown),
      onLeave: () => this.#options.events.onLeave(),
    });
  }

  /** The dish that a name without a ring is for: the one that is pointed at, else all. */
  #meantDish(): number | null {
    if (this.#ring.dish !== null) return this.#chosen.all ? null : this.#ring.dish;
    for (const { snap } of this.#pointers.list) if (snap.target?.kind === "dish") return snap.target.index;
    return null;
  }

  /** Without a table there is nothing to point at, and nothing is held. */
  #letGo(): void {
    this.#pointers.rest();
    this.#presses.clear();
    this.#ring.remove();
    this.#dwell.update(null, this.#now);
  }

  /** Takes this frame's table space, and where the viewer is in it. */
  #enter(table: Table, { viewer }: XrMoment): void {
    if (table.id !== this.#tableSpace.id) this.#letGo();
    this.#tableSpace.id = table.id;
    const { matrix } = this.#tableSpace;
    matrix.fromArray(table.pose).invert();
    this.#viewer.fromArray(viewer.transform.matrix).premultiply(matrix);
    this.#eye.setFromMatrixPosition(this.#viewer);
    this.#headUp.setFromMatrixColumn(this.#viewer, 1);
  }

  /** On a screen in the hand buttons are as large as fingers need them, whatever its lens and its way up. */
  #measureScreen({ session, viewer }: XrMoment): void {
    if (session.interactionMode !== "screen-space") return;
    this.#ring.sight.level = false;
    this.#hints.sight.level = false;
    const projection = viewer.views[0]?.projectionMatrix;
    if (projection === undefined) return;
    const shape = (projection[5] ?? 1) * innerHeight;
    if (shape === this.#screenShape) return;
    this.#screenShape = shape;
    this.#ring.sizes = screenSizes(projection, innerHeight);
  }

  #collectTargets(): void {
    this.#targets.length = 0;
    this.#targets.push(...this.#ring.targets);
    this.#dishTargets.addTo(this.#targets, this.#dishes, this.#eye);
  }

  /** What a pointer means that has just come, or that only points while it presses. */
  #aim(pointer: TrackedPointer): Target | null {
    if (!pointer.seen) return null;
    const { snap, ray, points } = pointer;
    return (points ? snap.target : null) ?? snap.update(ray, this.#targets, false);
  }

  #touch(): void {
    for (const { hasTip, tip, touch } of this.#pointers.list) {
      const touched = hasTip ? touch.update(tip, this.#ring.targets) : null;
      if (touched !== null) this.#activate(touched);
    }
  }

  #activate(target: Target | null): void {
    this.#usedAt = this.#now;
    if (target === null) this.#ring.close();
    else if (target.kind === "dish") this.#toggle(target.index);
    else if (target.kind === "all") this.#chosen.all = !this.#chosen.all;
    else if (target.kind === "leave") this.#options.events.onLeave();
    else if (this.#ring.dish !== null) this.#choose(target.index, this.#chosen.all ? null : this.#ring.dish);
  }

  #toggle(id: number): void {
    const dish = this.#dishes.find((known) => known.id === id);
    if (this.#ring.dish === id || dish === undefined || this.#view === null) {
      this.#ring.close();
      return;
    }
    this.#chosen.all = false;
    this.#ring.open(dish);
    this.#hints.opened();
  }

  #choose(index: number, dish: number | null): void {
    const choice = this.#choices[index];
    if (choice === undefined) return;
    this.#options.events.onChoose(dish, choice.id);
    this.#options.onSay(choice.name);
  }

  #keepOpen(target: Target | null): void {
    const { dish } = this.#ring;
    if (dish === null) return;
    const used = target !== null && (target.kind !== "dish" || target.index === dish);
    if (used) this.#usedAt = this.#now;
    if (this.#now - this.#usedAt > PATIENCE) this.#ring.close();
  }

  #draw(pointer: TrackedPointer | null, target: Target | null): void {
    const { dish, openness, sight } = this.#ring;
    if (this.#view !== null) {
      this.#chosen.choice = dish === null ? this.#chosen.choice : this.#indexOf(this.#shownAs(dish));
      this.#view.begin();
      this.#view.putRing(this.#ring, this.#chosen, this.#eye);
      if (pointer?.points === true && (target !== null || dish !== null)) {
        this.#view.putReticle(pointer, target, this.#headUp, this.#dwell.progress, sight.distance);
      }
      this.#view.end();
    }
    const looking = this.#pointers.lookingAlone;
    const size = this.#ring.sizes.plate;
    this.#hints.update(this.#dishes, this.#eye, this.#headUp, { free: openness === 0, looking, size, now: this.#now });
  }

  #indexOf(id: string): number {
    return this.#choices.findIndex((choice) => choice.id === id);
  }
}
