import type { Random } from "./random";
import { clampLight, type Colour, type Scene } from "./scene";

/**
 * Puts a hand, chopsticks or cutlery over a scene, all drawn; they reach in from an edge, as they do at a table.
 * @returns 1 for each of the scene's cells that is covered, else 0: what covers a dish is no part of it.
 */
export function coverScene(random: Random, scene: Scene): Uint8Array {
  const covered = new Uint8Array(scene.size * scene.size);
  for (const stroke of random.chance(0.45) ? hand(random) : cutlery(random)) drawStroke(scene, covered, stroke);
  return covered;
}

/** Position in parts of the side. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line with round ends that may be thicker at one of them. */
interface Stroke {
  readonly from: Point;
  readonly to: Point;
  /** Radii at either end, parts of the side. */
  readonly radii: readonly [number, number];
  readonly colour: Colour;
  /** Light that its flanks lose, [0, 1]. */
  readonly roundness: number;
}

/** An arm, its sleeve, a palm, and fingers that spread or close. */
function hand(random: Random): Stroke[] {
  const skin = skinColour(random);
  const { start, aim } = reachIn(random);
  const palm = between(start, aim, random.between(0.55, 1));
  const along = Math.atan2(palm.y - start.y, palm.x - start.x);
  const width = random.between(0.05, 0.12);
  const arm: Stroke = { from: start, to: palm, radii: [width * 1.1, width * 0.9], colour: skin, roundness: 0.45 };
  const cuff = between(start, palm, random.between(0.2, 0.8));
  const sleeve: Stroke = {
    ...arm,
    to: cuff,
    radii: [width * 1.5, width * 1.35],
    colour: anyColour(random),
    roundness: 0.3,
  };
  const spread = random.between(0.1, 0.5);
  const length = random.between(1.6, 3) * width;
  const fingers = Array.from({ length: 1 + random.below(5) }, (_, finger): Stroke => {
    const angle = along + (finger - 2) * spread + random.between(-0.1, 0.1);
    const knuckle = ahead(palm, angle, width * 0.7);
    const radius = width * random.between(0.24, 0.34);
    return {
      from: knuckle,
      to: ahead(knuckle, angle + random.between(-0.4, 0.4), length),
      radii: [radius, radius * 0.8],
      colour: skin.map((channel) => channel + random.between(-0.06, 0.06)) as [number, number, number],
      roundness: 0.5,
    };
  });
  return random.chance(0.6) ? [arm, ...fingers, sleeve] : [arm, ...fingers];
}

/** Two chopsticks, a spoon, or a fork or knife seen as a handle with a blade. */
function cutlery(random: Random): Stroke[] {
  const { start, aim } = reachIn(random);
  const colour = anyColour(random);
  const roundness = random.between(0.1, 0.7);
  const thickness = random.between(0.006, 0.016);
  if (random.chance(0.6)) {
    const gap = random.between(0.02, 0.12);
    return [-1, 1].map((side): Stroke => ({
      from: { x: start.x + side * gap, y: start.y + gap * random.between(-1, 1) },
      to: { x: aim.x + side * 0.02, y: aim.y },
      radii: [thickness, thickness * 0.6],
      colour,
      roundness,
    }));
  }
  const angle = Math.atan2(aim.y - start.y, aim.x - start.x);
  const head = random.between(0.02, 0.055);
  return [
    { from: start, to: aim, radii: [thickness * 1.4, thickness], colour, roundness },
    { from: aim, to: ahead(aim, angle, random.between(0.05, 0.14)), radii: [head, head * 0.8], colour, roundness },
  ];
}

/** From beyond an edge to somewhere about the middle. */
function reachIn(random: Random): { start: Point; aim: Point } {
  const angle = random.between(0, 2 * Math.PI);
  return {
    start: { x: 0.5 + 0.85 * Math.cos(angle), y: 0.5 + 0.85 * Math.sin(angle) },
    aim: { x: random.between(0.2, 0.8), y: random.between(0.2, 0.8) },
  };
}

function between(a: Point, b: Point, part: number): Point {
  return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
}

function ahead({ x, y }: Point, angle: number, distance: number): Point {
  return { x: x + Math.cos(angle) * distance, y: y + Math.sin(angle) * distance };
}

/** Between the palest and the darkest. */
function skinColour(random: Random): Colour {
  const dark = random.next();
  const channel = (palest: number, darkest: number): number =>
    palest + (darkest - palest) * dark + random.between(-0.08, 0.08);
  return [channel(0.86, -0.45), channel(0.6, -0.66), channel(0.45, -0.75)];
}

function anyColour(random: Random): Colour {
  const grey = random.between(-0.9, 0.9);
  const channel = (): number => clampLight(grey + random.between(-0.3, 0.3));
  return [channel(), channel(), channel()];
}

// Beyond a stroke's own edge, in radii: there its shadow ends.
const SHADOW = 1.6;

function drawStroke({ size, pixels, first }: Scene, covered: Uint8Array, stroke: Stroke): void {
  const { from, to, colour, roundness } = stroke;
  const [near, far] = stroke.radii;
  const reach = SHADOW * Math.max(near, far) + 1 / size;
  const low = (a: number, b: number): number => Math.max(0, Math.floor((Math.min(a, b) - reach) * size));
  const high = (a: number, b: number): number => Math.min(size - 1, Math.ceil((Math.max(a, b) + reach) * size));
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.max(dx * dx + dy * dy, 1e-9);
  for (let y = low(from.y, to.y); y <= high(from.y, to.y); y++) {
    for (let x = low(from.x, to.x); x <= high(from.x, to.x); x++) {
      const [px, py] = [(x + 0.5) / size - from.x, (y + 0.5) / size - from.y];
      const t = Math.min(Math.max((px * dx + py * dy) / length, 0), 1);
      // Half a pixel more: what is thinner than one would have holes.
      const radius = near + (far - near) * t + 0.5 / size;
      const distance = Math.hypot(px - t * dx, py - t * dy) / radius;
      if (distance > SHADOW) continue;
      const p = y * size + x;
      if (distance <= 1) covered[p] = 1;
      for (let c = 0; c < 3; c++) {
        const at = (first + p) * 3 + c;
        const light =
          distance <= 1
            ? ((colour[c] ?? 0) + 1) * (1 - roundness * distance * distance)
            : ((pixels[at] ?? 0) + 1) * (1 - (0.5 * (SHADOW - distance)) / (SHADOW - 1));
        pixels[at] = clampLight(light - 1);
      }
    }
  }
}
