import { CanvasTexture, LinearMipmapNearestFilter, type Texture } from "three";

/** Pale wood: boards with a grain, drawn from a fixed seed. */
export function woodTexture(width: number, height: number, boards: number, hue: number): Texture {
  return painted(width, height, (context, random) => {
    for (let board = 0; board < boards; board++) {
      const top = (board / boards) * height;
      const lightness = 68 + random() * 8;
      context.fillStyle = `hsl(${hue} 32% ${lightness}%)`;
      context.fillRect(0, top, width, height / boards + 1);
      for (let line = 0; line < 26; line++) {
        const y = top + (random() * height) / boards;
        context.strokeStyle = `hsl(${hue - 4} 34% ${lightness - 4 - random() * 8}% / 0.35)`;
        context.lineWidth = 0.5 + random() * 1.5;
        context.beginPath();
        context.moveTo(0, y);
        context.bezierCurveTo(width * 0.3, y + random() * 8 - 4, width * 0.7, y + random() * 8 - 4, width, y);
        context.stroke();
      }
      context.fillStyle = `hsl(${hue} 30% 40% / 0.4)`;
      context.fillRect(0, top, width, 1);
    }
  });
}

/** Blue-grey linen, woven. */
export function clothTexture(width: number, height: number): Texture {
  return painted(width, height, (context, random) => {
    context.fillStyle = "hsl(197 24% 47%)";
    context.fillRect(0, 0, width, height);
    for (let y = 0; y < height; y += 2) {
      context.fillStyle = `hsl(197 24% ${42 + random() * 9}% / 0.5)`;
      context.fillRect(0, y, width, 1);
    }
    for (let x = 0; x < width; x += 2) {
      context.fillStyle = `hsl(197 22% ${43 + random() * 9}% / 0.4)`;
      context.fillRect(x, 0, 1, height);
    }
    context.strokeStyle = "hsl(197 26% 34%)";
    context.lineWidth = 3;
    context.strokeRect(9, 9, width - 18, height - 18);
  });
}

/** A soft dark spot. */
export function shadowTexture(): Texture {
  return painted(128, 128, (context) => {
    const gradient = context.createRadialGradient(64, 64, 24, 64, 64, 64);
    gradient.addColorStop(0, "rgb(10 14 20 / 0.6)");
    gradient.addColorStop(0.55, "rgb(10 14 20 / 0.35)");
    gradient.addColorStop(1, "rgb(10 14 20 / 0)");
    context.fillStyle = gradient;
    context.fillRect(0, 0, 128, 128);
  });
}

function painted(
  width: number,
  height: number,
  paint: (context: OffscreenCanvasRenderingContext2D, random: () => number) => void,
): Texture {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("No 2D canvas could be made.");
  paint(context, seeded(7));
  return textureOf(canvas);
}

/** Filtered no better than a processor can in the time of a frame. */
export function textureOf(canvas: OffscreenCanvas): Texture {
  const texture = new CanvasTexture(canvas);
  texture.minFilter = LinearMipmapNearestFilter;
  return texture;
}

/** Numbers in [0, 1) that are the same each time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
