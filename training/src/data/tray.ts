import type { Random } from "./random";
import { clampLight, type Colour, type Scene } from "./scene";
import { randomTexture } from "./texture";

/** A scene with its dishes. */
export interface TrayScene extends Scene {
  /** 1 where a dish is, else 0, from `first` on. */
  readonly masks: Float32Array;
}

/**
 * Replaces everything that is not dish by a tray on a table, all drawn: a trapezium, plain or patterned, with a
 * rim that catches the light, cutlery, the dishes' own shadows. Pictures of trays are few; without this a segmenter takes the
 * shaded tray between a plate and the rim for a part of the plate. Keeps the dishes where they are.
 */
export function layTray(random: Random, scene: TrayScene): void {
  const { size, pixels, masks, first } = scene;
  const ground = drawGround(random, size);
  for (let i = random.below(4); i > 0; i--) layCutlery(random, size, ground);
  const shadow = castShadows(random, scene);
  const light = { x: random.between(-0.5, 0.5), y: random.between(-0.5, 0.5) };
  const keepsTable = random.chance(0.4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const p = y * size + x;
      if ((masks[first + p] ?? 0) > 0) continue;
      const table = ground.onTable[p] === 1;
      if (table && keepsTable) continue;
      const shade = (x / size - 0.5) * light.x + (y / size - 0.5) * light.y;
      for (let c = 0; c < 3; c++) {
        const lit = (ground.colours[p * 3 + c] ?? 0) + shade;
        // A shadow scales the light, and 0 light is -1.
        pixels[(first + p) * 3 + c] = clampLight((lit + 1) * (1 - (shadow[p] ?? 0)) - 1);
      }
    }
  }
}

interface Ground {
  readonly colours: Float32Array;
  readonly onTable: Uint8Array;
}

/** Table and tray: a rounded rectangle in a rough perspective, its rim lit from one side and soft on the inside. */
function drawGround(random: Random, size: number): Ground {
  const colours = new Float32Array(size * size * 3);
  const onTable = new Uint8Array(size * size);
  const [table, tray] = [randomColour(random), randomColour(random)];
  // Most rims are made of what the tray is made of.
  const rim = random.chance(0.3) ? randomColour(random) : tray;
  const centre = { x: random.between(0.35, 0.65), y: random.between(0.35, 0.65) };
  const half = { x: random.between(0.25, 0.75), y: random.between(0.22, 0.65) };
  const angle = random.between(-0.35, 0.35);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const perspective = random.between(-0.1, 0.6);
  const rimWidth = random.between(0.01, 0.14);
  const corner = random.between(0.02, 0.3);
  const bevel = random.between(0, 0.6);
  const from = random.between(0, 2 * Math.PI);
  const [tableTexture, trayTexture] = [randomTexture(random), randomTexture(random)];
  const [tableMark, trayMark] = [randomColour(random), randomColour(random)];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const p = y * size + x;
      const dx = (x + 0.5) / size - centre.x;
      const dy = (y + 0.5) / size - centre.y;
      const u = (dx * cos + dy * sin) / (half.x * (1 + perspective * dy));
      const v = (dy * cos - dx * sin) / half.y;
      // Signed distance to a rounded rectangle of half size 1.
      const qx = Math.abs(u) - 1 + corner;
      const qy = Math.abs(v) - 1 + corner;
      const distance = Math.min(Math.max(qx, qy), 0) + Math.hypot(Math.max(qx, 0), Math.max(qy, 0)) - corner;
      onTable[p] = distance > 0 ? 1 : 0;
      // 1 at the outer edge, 0 where the flat ground of the tray begins.
      const slope = distance > 0 ? 0 : Math.max(0, 1 + distance / rimWidth);
      const facing = qx > qy ? Math.sign(u) * Math.cos(from) : Math.sign(v) * Math.sin(from);
      const fill = distance > 0 ? table : slope > 0.5 ? rim : tray;
      const [texture, mark] = distance > 0 ? [tableTexture, tableMark] : [trayTexture, trayMark];
      const marked = texture(x / size, y / size);
      for (let c = 0; c < 3; c++) {
        const plain = fill[c] ?? 0;
        colours[p * 3 + c] = plain + marked * ((mark[c] ?? 0) - plain) + bevel * facing * slope;
      }
    }
  }
  return { colours, onTable };
}

function randomColour(random: Random): Colour {
  const grey = random.between(-0.8, 0.95);
  const spread = random.between(0.02, 0.35);
  const channel = (): number => grey + random.between(-spread, spread);
  return [channel(), channel(), channel()];
}

/** A bar, rounded at its ends, light or dark, with a narrow shadow: a chopstick, a handle, the edge of a napkin. */
function layCutlery(random: Random, size: number, { colours }: Ground): void {
  const colour = randomColour(random);
  const along = random.between(0, Math.PI);
  const [cos, sin] = [Math.cos(along), Math.sin(along)];
  const [cx, cy] = [random.next() * size, random.next() * size];
  const half = random.between(0.1, 0.4) * size;
  const width = random.between(0.005, 0.035) * size;
  const taper = random.between(0, 0.8);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dx = x - cx;
      const dy = y - cy;
      const t = dx * cos + dy * sin;
      const beyond = Math.max(Math.abs(t) - half, 0);
      const distance = Math.hypot(dy * cos - dx * sin, beyond) / (width * (1 - taper * (0.5 + t / (2 * half))) + 0.3);
      if (distance > 2) continue;
      const p = (y * size + x) * 3;
      for (let c = 0; c < 3; c++) {
        const here = colours[p + c] ?? 0;
        colours[p + c] = distance <= 1 ? (colour[c] ?? 0) : here - 0.2 * (2 - distance) * (here + 1);
      }
    }
  }
}

/** How much of the light the dishes take from each cell, [0, 0.75]: their outline, moved away from the light and blurred. */
function castShadows(random: Random, { size, masks, first }: TrayScene): Float32Array {
  const strength = random.chance(0.2) ? 0 : random.between(0.1, 0.75);
  const [dx, dy] = [0, 0].map(() => Math.round(random.between(-0.07, 0.07) * size)) as [number, number];
  const radius = Math.round(random.between(0.01, 0.09) * size);
  const shadow = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [fromX, fromY] = [x - dx, y - dy];
      const inside = fromX >= 0 && fromX < size && fromY >= 0 && fromY < size;
      shadow[y * size + x] = inside ? strength * (masks[first + fromY * size + fromX] ?? 0) : 0;
    }
  }
  // Two passes of a box are close to a triangle, which has no edges to learn.
  for (let pass = 0; pass < 2; pass++) {
    for (let line = 0; line < size; line++) {
      blurLine(shadow, line * size, 1, size, radius);
      blurLine(shadow, line, size, size, radius);
    }
  }
  return shadow;
}

/** Running mean over `2 radius + 1` values of one row or column, in place; outside is 0. */
function blurLine(values: Float32Array, start: number, stride: number, count: number, radius: number): void {
  const line = Float32Array.from({ length: count }, (_, i) => values[start + i * stride] ?? 0);
  const width = 2 * radius + 1;
  let sum = 0;
  for (let i = 0; i < radius; i++) sum += line[i] ?? 0;
  for (let i = 0; i < count; i++) {
    sum += (line[i + radius] ?? 0) - (line[i - radius - 1] ?? 0);
    values[start + i * stride] = sum / width;
  }
}
