import { BufferAttribute, BufferGeometry, DynamicDrawUsage } from "three";
import { proxyHeight, wallRadius } from "../../space";
import type { ProxyDish } from "../../space";

const sectors = 64;
/** Rings of the food's surface, from the centre (0) to the rim. */
const foodRings = 20;
/** Rings of the wall, from the rim (0) to the table. */
const wallRings = 4;
/** The surface goes on level beyond the rim, in parts of the radius, and fades there: the mask, not the mesh, is to cut the dish out. */
const lip = 0.05;
/** Of the wall, its lowest part, which fades into the table. */
const wallFade = 0.15;

const rows = foodRings + 2 + wallRings + 1;

/**
 * The mesh of a dish: rings of the food's surface, a lip beyond the rim, and the wall. Metres, in table space with the
 * dish's centre in its origin. Its buffers are made once, and written anew where the dish's estimate changes.
 *
 * Attributes: `position`; `normal`; `side`: x is the opacity that the mesh itself has there, y is 1 where the rim may
 * stand between the point and a camera (food and lip) and 0 on the wall.
 */
export class DishGeometry {
  readonly geometry = new BufferGeometry();
  readonly #position = dynamic(3);
  readonly #normal = dynamic(3);
  readonly #side = dynamic(2);
  #built: ProxyDish | null = null;

  constructor() {
    this.geometry.setIndex(indexOfRows());
    this.geometry.setAttribute("position", this.#position);
    this.geometry.setAttribute("normal", this.#normal);
    this.geometry.setAttribute("side", this.#side);
  }

  /** Changes of less than a millimetre are not worth new buffers. True when they were written. */
  fit(dish: ProxyDish): boolean {
    const before = this.#built;
    if (before !== null && before.shape === dish.shape && near(before, dish)) return false;
    this.#built = { radius: dish.radius, rimHeight: dish.rimHeight, shape: dish.shape };
    this.#write(dish);
    for (const attribute of [this.#position, this.#normal, this.#side]) attribute.needsUpdate = true;
    return true;
  }

  dispose(): void {
    this.geometry.dispose();
  }

  #write(dish: ProxyDish): void {
    const { radius, rimHeight } = dish;
    for (let column = 0; column < sectors; column++) {
      const angle = (2 * Math.PI * column) / sectors;
      const rim = proxyHeight(dish, radius, angle);
      for (let ring = 0; ring <= foodRings; ring++) {
        const distance = (radius * ring) / foodRings;
        const [out, up] = slopeAt(dish, distance, angle);
        this.#set(ring, column, distance, proxyHeight(dish, distance, angle), out, up, 1, 1);
      }
      this.#set(foodRings + 1, column, radius * (1 + lip), rim, 0, 1, 0, 1);
      const inwards = radius - wallRadius(dish, 0);
      const length = Math.hypot(inwards, rimHeight);
      const [out, up] = length > 0 ? [rimHeight / length, -inwards / length] : [0, 1];
      for (let ring = 0; ring <= wallRings; ring++) {
        const height = rim * (1 - ring / wallRings);
        const opacity = Math.min(1, (1 - ring / wallRings) / wallFade);
        this.#set(foodRings + 2 + ring, column, wallRadius(dish, height), height, out, up, opacity, 0);
      }
    }
  }

  #set(
    row: number,
    column: number,
    distance: number,
    height: number,
    out: number,
    up: number,
    opacity: number,
    inside: number,
  ): void {
    const angle = (2 * Math.PI * column) / sectors;
    const vertex = row * sectors + column;
    this.#position.setXYZ(vertex, Math.cos(angle) * distance, height, Math.sin(angle) * distance);
    this.#normal.setXYZ(vertex, Math.cos(angle) * out, up, Math.sin(angle) * out);
    this.#side.setXY(vertex, opacity, inside);
  }
}

/** The normal of the food's surface: how far it points outwards, and upwards. */
function slopeAt(dish: ProxyDish, distance: number, angle: number): readonly [out: number, up: number] {
  const step = dish.radius / foodRings / 2;
  const inner = Math.max(0, distance - step);
  const outer = Math.min(dish.radius, distance + step);
  const rise = (proxyHeight(dish, outer, angle) - proxyHeight(dish, inner, angle)) / (outer - inner);
  const length = Math.hypot(rise, 1);
  // In the middle all directions meet.
  return distance === 0 ? [0, 1] : [-rise / length, 1 / length];
}

function near(a: ProxyDish, b: ProxyDish): boolean {
  return Math.abs(a.radius - b.radius) < 0.001 && Math.abs(a.rimHeight - b.rimHeight) < 0.001;
}

function dynamic(size: number): BufferAttribute {
  const attribute = new BufferAttribute(new Float32Array(rows * sectors * size), size);
  attribute.setUsage(DynamicDrawUsage);
  return attribute;
}

/**
 * Triangles between neighbouring rings, seen from above and from outside. The lip comes last: it is transparent, and
 * what it is before must be there already.
 */
function indexOfRows(): number[] {
  const index: number[] = [];
  const wall = Array.from({ length: wallRings }, (_, ring) => foodRings + 2 + ring);
  for (const row of [...Array(foodRings).keys(), ...wall, foodRings]) {
    for (let column = 0; column < sectors; column++) {
      const next = (column + 1) % sectors;
      const a = row * sectors + column;
      const b = row * sectors + next;
      index.push(a, b, b + sectors, a, b + sectors, a + sectors);
    }
  }
  return index;
}
