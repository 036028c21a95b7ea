import * as v from "valibot";
import { translatorKinds, type SourceWish } from "./types";
import type { TranslatorKind } from "../translator/types";

/** What the page's address asks for. A field that is absent leaves the choice to the settings. */
export interface LensParams {
  readonly source?: SourceWish;
  /** A model id as written; whether the catalogue has it is known only once it is there. */
  readonly model?: string;
  /** A domain id as written; whether the model has it is known only once the model is there. */
  readonly dish?: string;
  readonly translator?: TranslatorKind;
  /** Fixed side of the generator, pixels; switches adaptive quality off. */
  readonly size?: number;
  readonly kiosk: boolean;
  /** Name of the kiosk's profile: `NAME.json` beside the page. */
  readonly profile?: string;
  readonly lang?: "en" | "ja";
  /** A device that is emulated, in a room of its own (src/emulation). */
  readonly "xr-emulate"?: (typeof emulatedDevices)[number];
  /** What the emulated device refuses. */
  readonly "xr-refuse"?: readonly (typeof refusableFeatures)[number][];
  /** The recorded path that the emulated device moves on. */
  readonly "xr-path"?: (typeof headPaths)[number];
}

const emulatedDevices = ["phone", "quest", "hololens"] as const;
const headPaths = ["still", "slow", "fast", "around"] as const;
const refusableFeatures = [
  "hit-test",
  "anchors",
  "dom-overlay",
  "light-estimation",
  "depth-sensing",
  "camera-access",
  "hand-tracking",
  "local-floor",
] as const;

/** A parameter that was given but cannot be used. */
export interface ParamProblem {
  readonly parameter: keyof LensParams;
  readonly value: string;
}

const smallestSize = 64;
const largestSize = 512;

const modelSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const dishSchema = v.pipe(v.string(), v.regex(/^[a-z0-9_-]{1,64}$/));
const translatorSchema = v.picklist(translatorKinds);
const langSchema = v.picklist(["en", "ja"]);
const sizeSchema = v.pipe(
  v.string(),
  v.regex(/^\d{1,4}$/),
  v.transform(Number),
  v.minValue(smallestSize),
  v.maxValue(largestSize),
  v.multipleOf(4),
);
const emulateSchema = v.pipe(
  v.string(),
  v.transform((text) => (text === "" ? "phone" : text)),
  v.picklist(emulatedDevices),
);
const refuseSchema = v.pipe(
  v.string(),
  v.transform((text) => text.split(",")),
  v.array(v.picklist(refusableFeatures)),
);
const pathSchema = v.picklist(headPaths);
/** Whether this is a kiosk, and perhaps by which profile. */
const kioskSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9_-]{0,64}$/),
  v.transform((text) => {
    if (text === "0" || text === "false") return { kiosk: false };
    return ["", "1", "true"].includes(text) ? { kiosk: true } : { kiosk: true, profile: text };
  }),
);

/** `camera`, `demo`, or an address of the page's own origin: frames of strangers' hosts are never fetched. */
const sourceSchema = (base: URL) =>
  v.pipe(
    v.string(),
    v.minLength(1),
    v.transform((text): SourceWish | null => {
      if (text === "camera" || text === "demo") return { kind: text };
      if (!URL.canParse(text, base)) return null;
      const url = new URL(text, base);
      return url.origin === base.origin && /^https?:$/.test(url.protocol) ? { kind: "url", url: url.href } : null;
    }),
    v.check((wish) => wish !== null),
    v.transform((wish) => wish as SourceWish),
  );

/**
 * Reads the page's address. Each parameter is judged alone: a bad one is reported and left out, the others hold.
 * Parameters that the lens does not know are nobody's mistake (links get decorated) and are ignored.
 */
export const parseParams = (address: string): { params: LensParams; problems: ParamProblem[] } => {
  const base = new URL(address);
  const problems: ParamProblem[] = [];
  const read = <T>(parameter: keyof LensParams, schema: v.GenericSchema<unknown, T>): T | undefined => {
    const value = base.searchParams.get(parameter);
    if (value === null) return undefined;
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    problems.push({ parameter, value });
    return undefined;
  };
  // Where the service worker sends what another app shared.
  const shared: SourceWish | undefined = base.searchParams.has("shared") ? { kind: "shared" } : undefined;
  const source = shared ?? read("source", sourceSchema(base));
  const model = read("model", modelSchema);
  const dish = read("dish", dishSchema);
  const translator = read("translator", translatorSchema);
  const size = read("size", sizeSchema);
  const kiosk = read("kiosk", kioskSchema) ?? { kiosk: false };
  const lang = read("lang", langSchema);
  const emulate = read("xr-emulate", emulateSchema);
  const refuse = read("xr-refuse", refuseSchema);
  const path = read("xr-path", pathSchema);
  const params: LensParams = {
    ...kiosk,
    ...(source !== undefined && { source }),
    ...(model !== undefined && { model }),
    ...(dish !== undefined && { dish }),
    ...(translator !== undefined && { translator }),
    ...(size !== undefined && { size }),
    ...(lang !== undefined && { lang }),
    ...(emulate !== undefined && { "xr-emulate": emulate }),
    ...(refuse !== undefined && { "xr-refuse": refuse }),
    ...(path !== undefined && { "xr-path": path }),
  };
  return { params, problems };
};
