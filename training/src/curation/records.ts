import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const hexadecimal = (digits: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${digits}}$`)));
const sha256 = hexadecimal(64);
/** x1, y1, x2, y2: pixels of the picture in the set; right and lower edges are outside. */
export const boxSchema = v.tuple([v.number(), v.number(), v.number(), v.number()]);
export type Box = v.InferOutput<typeof boxSchema>;

const picture = {
  /** `CATEGORY/NAME`: path below `pictures/` in the set. */
  picture: v.string(),
};

/** What a step decided about a picture: whether it stays in the set, and why not. */
const decision = { ...picture, keep: v.boolean(), reason: v.optional(v.string()) };

/** A picture that a step derived from one of the set. */
const derived = {
  ...picture,
  /** Path below the set; without one, nothing could be made. */
  output: v.optional(v.string()),
  reason: v.optional(v.string()),
  /** Options that it was made with: with others it is made anew. */
  settings: v.string(),
};

/** One line of `manifest.jsonl`. A later line about the same picture and step replaces an earlier one. */
export const recordSchema = v.variant("step", [
  v.strictObject({
    step: v.literal("import"),
    ...picture,
    category: v.string(),
    /** File that it was imported from, as it was then. */
    source: v.strictObject({ path: v.string(), sha256, bytes: count, modified: v.number() }),
    licence: v.optional(v.string()),
    /** Where the source came from, as a sidecar or `--origins` says: pictures of one origin may be near-twins. */
    origin: v.optional(v.string()),
    /** Of the picture in the set, which is the source itself where nothing had to be converted. */
    sha256,
    bytes: count,
    width: count,
    height: count,
    boxes: v.optional(v.array(boxSchema)),
    /** What was converted, for people. */
    converted: v.optional(v.string()),
    settings: v.string(),
  }),
  /** A file that was to be imported and could not be. */
  v.strictObject({
    step: v.literal("refuse"),
    source: v.string(),
    modified: v.number(),
    reason: v.string(),
    settings: v.string(),
  }),
  /** 64-bit perceptual hash and mean colours of 4x4 cells, as hexadecimal digits. */
  v.strictObject({ step: v.literal("hash"), ...picture, hash: hexadecimal(16), colours: hexadecimal(96) }),
  v.strictObject({ step: v.literal("dedupe"), ...decision }),
  /** Probability that a recogniser gives to the picture's own category. */
  v.strictObject({ step: v.literal("rank"), ...decision, confidence: v.number() }),
  v.strictObject({ step: v.literal("cluster"), ...decision, cluster: count }),
  v.strictObject({ step: v.literal("background"), ...derived }),
  v.strictObject({ step: v.literal("edges"), ...derived }),
  v.strictObject({ step: v.literal("masks"), ...derived, coverage: v.optional(v.number()) }),
  v.strictObject({ step: v.literal("split"), ...picture, side: v.picklist(["train", "held-out"]), group: v.string() }),
  /** Options that a step was last run with. */
  v.strictObject({ step: v.literal("run"), of: v.string(), settings: v.string() }),
]);

export type ManifestRecord = v.InferOutput<typeof recordSchema>;
export type RecordOf<S extends ManifestRecord["step"]> = Extract<ManifestRecord, { readonly step: S }>;
export type Picture = RecordOf<"import">;
export type Side = RecordOf<"split">["side"];

/** Steps that decide what stays, in the order in which they see the set. */
export const decidingSteps = ["dedupe", "rank", "cluster"] as const;
export type DecidingStep = (typeof decidingSteps)[number];
