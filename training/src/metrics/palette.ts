import { readFile } from "node:fs/promises";

import * as v from "valibot";

import { EvaluationError } from "./errors";

/** Classes and the colours that stand for them in label pictures. */
export interface Palette {
  readonly names: readonly string[];
  /** Red, green and blue of each, [0, 255]. */
  readonly colours: readonly (readonly [number, number, number])[];
}

const paletteSchema = v.pipe(
  v.record(v.string(), v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i))),
  v.check((colours) => Object.keys(colours).length >= 2),
);

/** Reads `{ "rice": "#ffffff", "table": "#503010" }`. @throws EvaluationError that shows what is wanted. */
export async function readPalette(path: string): Promise<Palette> {
  const wanted = `${path} is no palette: it must name two classes or more with their colours, such as {"rice": "#ffffff", "table": "#503010"}`;
  const text = await readFile(path, "utf8").catch(() => {
    throw new EvaluationError(`${path} cannot be read: --palette names a JSON file of classes and colours`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new EvaluationError(wanted, { cause });
  }
  const result = v.safeParse(paletteSchema, json);
  if (!result.success) throw new EvaluationError(wanted);
  const channel = (colour: string, at: number): number => Number.parseInt(colour.slice(at, at + 2), 16);
  return {
    names: Object.keys(result.output),
    colours: Object.values(result.output).map((colour) => [channel(colour, 1), channel(colour, 3), channel(colour, 5)]),
  };
}

/** The class whose colour is nearest to each pixel of an RGB picture. */
export function classesOf(picture: Uint8Array, { colours }: Palette): Uint8Array {
  return Uint8Array.from({ length: picture.length / 3 }, (_, pixel) => {
    let best = 0;
    let nearest = Number.POSITIVE_INFINITY;
    colours.forEach((colour, index) => {
      const distance = colour.reduce((sum, value, c) => sum + ((picture[pixel * 3 + c] ?? 0) - value) ** 2, 0);
      if (distance < nearest) [nearest, best] = [distance, index];
    });
    return best;
  });
}
