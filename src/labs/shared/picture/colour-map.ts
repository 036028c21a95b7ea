/** Colours of the map. */
const STEPS = 256;

/**
 * Dark violet over teal to light yellow: lightness rises evenly, so that the map reads the same in grey, and hue helps those who see it.
 * @returns `[256, 3]` sRGB bytes, from the least to the most.
 */
function makeColourMap(): Uint8ClampedArray {
  const map = new Uint8ClampedArray(STEPS * 3);
  for (let step = 0; step < STEPS; step++) {
    const t = step / (STEPS - 1);
    const lightness = 0.26 + 0.66 * t;
    const hue = ((300 - 195 * t) * Math.PI) / 180;
    // As much as sRGB can show all along: least in the teal.
    const chroma = 0.095 + 0.06 * (2 * t - 0.85) ** 2;
    map.set(oklabToSrgb(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue)), step * 3);
  }
  return map;
}

/** Oklab (Ottosson 2020) to sRGB bytes; what lies outside is clipped. */
function oklabToSrgb(lightness: number, a: number, b: number): [number, number, number] {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

function gamma(linear: number): number {
  const light = Math.min(Math.max(linear, 0), 1);
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
}

/** See {@link makeColourMap}. */
export const colourMap = makeColourMap();

/** Values as colours: `least` and below is the first of the map, `most` and above the last. */
export function coloured(values: ArrayLike<number>, width: number, least: number, most: number): ImageData {
  const image = new ImageData(width, values.length / width);
  const scale = most > least ? (STEPS - 1) / (most - least) : 0;
  for (let i = 0; i < values.length; i++) {
    const step = Math.round(Math.min(Math.max(((values[i] ?? 0) - least) * scale, 0), STEPS - 1));
    for (let channel = 0; channel < 3; channel++) image.data[i * 4 + channel] = colourMap[step * 3 + channel] ?? 0;
    image.data[i * 4 + 3] = 255;
  }
  return image;
}
