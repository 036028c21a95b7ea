import { Vector2, Vector3 } from "three";
import type { Vector } from "../../../space";
import type { SpaceDish } from "../../types";
import type { Target } from "../targets";
import { approach, smooth } from "./ease";
import { outlineOf } from "./outline";
import { planRing } from "./plan";
import { RingItem } from "./ring-item";
import { Sight } from "./sight";
import { glassesSizes, type Sizes } from "./sizes";

/** Opening and closing, ms. */
const OPENING = 200;
/** To another place, ms. */
const MOVING = 250;
/** A thing that is pointed at grows within this time, ms. */
const HOVERING = 100;

/** The ring is laid out anew when its dish is seen from another direction by this (radians), from another distance by this … */
const TURNED = (4 * Math.PI) / 180;
const FARTHER = 1.12;
/** … or is elsewhere (metres), or of another size. */
const MOVED = 0.015;
const GROWN = 1.1;

/** Buttons stand between these parts of the way to the dish: neither in the face nor far behind the table. */
const NEAREST = 0.8;
const FARTHEST = 1.1;
/** They hover above the rim by this part of their radius. */
const LIFT = 0.5;

const direction = new Vector3();
const place = new Vector3();
const middle = new Vector3();
const seen = new Vector3();
const angles = new Vector2();

/** The buttons around one dish: where they are, in table space. It knows nothing of how they look. */
export class Ring {
  /** Only what can be pressed now, in the order of the places. */
  readonly items: RingItem[] = [];
  readonly targets: Target[] = [];
  readonly sight = new Sight();
  /** For the next layout. */
  sizes: Sizes = glassesSizes;
  /** Diameter of a button as laid out, radians. */
  size = 0;
  readonly #still: boolean;
  #choices: RingItem[] = [];
  readonly #all = new RingItem("all");
  readonly #leave = new RingItem("leave");
  #dish: SpaceDish | null = null;
  /** The dish as of the layout. */
  #planned: SpaceDish | null = null;
  #opening = false;
  #openness = 0;
  #way = 1;
  #last = 0;

  constructor(reducedMotion: boolean) {
    this.#still = reducedMotion;
  }

  /** The dish that it is open around, or null. */
  get dish(): number | null {
    return this.#opening && this.#dish !== null ? this.#dish.id : null;
  }

  /** How far it is open, [0, 1]. */
  get openness(): number {
    return smooth(this.#openness);
  }

  /** @param count Of the dishes that can be chosen. */
  setChoices(count: number): void {
    this.#choices = Array.from({ length: count }, (_, index) => new RingItem("choice", index));
    this.#planned = null;
  }

  open(dish: SpaceDish): void {
    if (this.#dish?.id !== dish.id) this.#openness = 0;
    this.#planned = null;
    this.#dish = dish;
    this.#opening = true;
  }

  close(): void {
    this.#opening = false;
    this.targets.length = 0;
  }

  /** Gone at once: there is nothing left that it could be around. */
  remove(): void {
    this.close();
    this.#openness = 0;
    this.#dish = null;
  }

  /** @param dishes All that are followed. @param hovered What is pointed at. @param now ms */
  update(dishes: readonly SpaceDish[], eye: Vector, headUp: Vector, hovered: Target | null, now: number): void {
    const elapsed = Math.min(100, Math.max(0, now - this.#last));
    this.#last = now;
    this.#openness = approach(this.#openness, this.#opening ? 1 : 0, elapsed, OPENING, this.#still);
    const dish = this.#followed(dishes);
    if (dish === null || this.#openness === 0) return;

    if (this.#outdated(dish, dishes.length > 1, eye)) this.#plan(dish, dishes, eye, headUp);
    this.#way = approach(this.#way, 1, elapsed, MOVING, this.#still);
    const way = smooth(this.#way);
    for (const item of this.items) {
      item.move(way, eye);
      item.hover = approach(item.hover, item.target === hovered ? 1 : 0, elapsed, HOVERING, this.#still);
    }
  }

  /** The dish as it is known now; one that is lost for a while stays where it was. */
  #followed(dishes: readonly SpaceDish[]): SpaceDish | null {
    const id = this.#dish?.id;
    for (const dish of dishes) if (dish.id === id) this.#dish = dish;
    return this.#dish;
  }

  #outdated(dish: SpaceDish, several: boolean, eye: Vector): boolean {
    const planned = this.#planned;
    if (planned === null) return true;
    if (this.#opening && several !== this.items.includes(this.#all)) return true;
    if (Math.hypot(dish.x - planned.x, dish.z - planned.z) > MOVED) return true;
    if (dish.radius > planned.radius * GROWN || planned.radius > dish.radius * GROWN) return true;
    seen.set(dish.x, dish.rimHeight, dish.z).sub(eye);
    const distance = seen.length();
    const { distance: before, forward } = this.sight;
    return (
      distance > before * FARTHER || before > distance * FARTHER || seen.dot(forward) < distance * Math.cos(TURNED)
    );
  }

  #plan(dish: SpaceDish, dishes: readonly SpaceDish[], eye: Vector, headUp: Vector): void {
    const first = this.#planned === null;
    this.#planned = dish;
    this.#collect(dishes.length > 1);
    middle.set(dish.x, dish.rimHeight, dish.z);
    this.sight.aim(eye, middle, headUp);
    const extras = this.items.length - this.#choices.length;
    const plan = planRing(outlineOf(dish, this.sight), this.items.length, extras, this.#room(dish, dishes), this.sizes);
    this.size = plan.size;
    for (const [index, { x, y }] of plan.places.entries()) {
      const item = this.items[index];
      if (item === undefined) continue;
      const distance = this.#stand(x, y, dish);
      item.side.x = x / Math.hypot(x, y);
      item.side.y = y / Math.hypot(x, y);
      item.send(place, distance * Math.tan(plan.size / 2));
    }
    this.#way = first || this.#still ? 1 : 0;
  }

  /** Sets `place` to where a button in that direction stands; returns how far that is, metres. */
  #stand(x: number, y: number, { rimHeight }: SpaceDish): number {
    const { eye, distance } = this.sight;
    this.sight.toDirection(x, y, direction);
    const height = rimHeight + LIFT * distance * Math.tan(this.size / 2);
    const down = direction.y < -0.05 ? (height - eye.y) / direction.y : Infinity;
    const along = Math.min(FARTHEST * distance, Math.max(NEAREST * distance, down));
    place.copy(eye).addScaledVector(direction, along);
    return along;
  }

  #collect(several: boolean): void {
    this.items.length = 0;
    this.items.push(...this.#choices);
    if (several) this.items.push(this.#all);
    this.items.push(this.#leave);
    this.targets.length = 0;
    if (this.#opening) for (const { target } of this.items) this.targets.push(target);
  }

  /** How far from the middle other dishes begin, radians. */
  #room(dish: SpaceDish, dishes: readonly SpaceDish[]): number {
    let room = Math.PI / 2;
    for (const other of dishes) {
      if (other.id === dish.id) continue;
      middle.set(other.x, other.rimHeight, other.z);
      const away = this.sight.toAngles(middle, angles).length();
      room = Math.min(room, away - Math.atan2(other.radius, middle.distanceTo(this.sight.eye)));
    }
    return room;
  }
}
