import * as v from "valibot";
import { ModelConfigError } from "./errors";
import {
  classifierSchema,
  cycleganSchema,
  dcganSchema,
  pix2pixSchema,
  segmenterSchema,
  starganSchema,
  ugatitSchema,
} from "./families";

const id = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "must be 1 to 64 small letters, digits, dots, dashes or underscores"),
);

/**
 * A path below the model's folder. Only plain characters: `%2e%2e`, a scheme, a query or a backslash would lead a URL
 * out of the folder.
 */
const path = v.pipe(
  v.string(),
  v.maxLength(255),
  v.regex(/^[\w.-]+(\/[\w.-]+)*$/, "must be a relative path of letters, digits, dots, dashes and slashes"),
  v.check((text) => text.split("/").every((part) => !/^\.+$/.test(part)), "must not leave the folder"),
);

/** Largest model file that the app will fetch, in bytes. */
const MAX_FILE_BYTES = 256 * 2 ** 20;

const file = v.strictObject({
  path,
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_FILE_BYTES)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "must be 64 small hexadecimal digits")),
});

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80));

const domains = v.pipe(
  v.array(v.strictObject({ id, en: name, ja: name })),
  v.minLength(1),
  v.maxLength(1000),
  v.check((list) => new Set(list.map((domain) => domain.id)).size === list.length, "must not have an id twice"),
);

/** Of a generator that makes one dish: that one. */
const translated = v.exactOptional(domains);

/**
 * Where products of int8 numbers stay exact enough in 32-bit floats. Below 2^-126 a step is denormal: GPUs may take it for
 * zero, and what is divided by it is infinite. Above 2^60 the sum of a convolution (below 2^31 steps) times a weight's scale
 * may be infinite; nothing between two norms comes near either.
 */
const SMALLEST_STEP = 2 ** -126;
const LARGEST_STEP = 2 ** 60;

const step = v.pipe(
  v.number(),
  v.check(
    (value) => value >= SMALLEST_STEP && value <= LARGEST_STEP,
    "must be a positive step from 2^-126 to 2^60, which a 32-bit float holds without becoming denormal or infinite",
  ),
);

/** Fixed steps of the int8 numbers that convolutions read: `value = q * step`, q in [-127, 127]. */
const activations = v.strictObject({
  scheme: v.literal("symmetric-per-tensor"),
  /** By the id of the conv2d node; one without a step reads floats. */
  scales: v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(200)), step),
});

const side = v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(4096));

const common = {
  format: v.literal("mealshift-model"),
  version: v.literal(1),
  id,
  /** The size that the model was trained at, in pixels, and the values of black and white. */
  input: v.strictObject({ height: side, width: side, range: v.strictTuple([v.literal(-1), v.literal(1)]) }),
  quantization: v.strictObject({
    weights: v.picklist(["int8", "none"]),
    scheme: v.literal("symmetric-per-output-channel"),
    activations: v.exactOptional(activations),
  }),
  files: v.strictObject({
    weights: file,
    tflite: v.exactOptional(file),
    /** A picture and what the weights make of it: see `readModelCheck`. */
    check: v.exactOptional(file),
  }),
};

const configSchema = v.variant("family", [
  v.strictObject({ ...common, family: v.literal("stargan"), architecture: starganSchema, domains }),
  v.strictObject({ ...common, family: v.literal("cyclegan"), architecture: cycleganSchema, domains: translated }),
  v.strictObject({ ...common, family: v.literal("ugatit"), architecture: ugatitSchema, domains: translated }),
  v.strictObject({ ...common, family: v.literal("pix2pix"), architecture: pix2pixSchema, domains: translated }),
  v.strictObject({ ...common, family: v.literal("dcgan"), architecture: dcganSchema, domains: translated }),
  v.strictObject({ ...common, family: v.literal("segmenter"), architecture: segmenterSchema }),
  v.strictObject({
    ...common,
    family: v.literal("classifier"),
    architecture: classifierSchema,
    domains: v.exactOptional(domains),
  }),
]);

interface Direction {
  readonly id: string;
  readonly family: string;
  readonly inverse?: string;
}

function leadsBack(models: readonly Direction[], { id: from, family, inverse }: Direction): boolean {
  return (
    inverse !== from &&
    models.some((model) => model.id === inverse && model.family === family && model.inverse === from)
  );
}

const catalogSchema = v.pipe(
  v.strictObject({
    format: v.literal("mealshift-catalog"),
    version: v.literal(1),
    models: v.pipe(
      v.array(
        v.strictObject({
          id,
          family: v.picklist(["stargan", "cyclegan", "ugatit", "pix2pix", "dcgan", "segmenter", "classifier"]),
          /** The model's folder, relative to the catalogue. */
          path,
          /** Taken when no id is asked for; at most one in each family. */
          default: v.exactOptional(v.boolean()),
          /** The model that leads the other way, of the same family; it names this one. */
          inverse: v.exactOptional(id),
        }),
      ),
      v.maxLength(1000),
      v.check((models) => new Set(models.map((model) => model.id)).size === models.length, "must not have an id twice"),
      v.check((models) => {
        const families = models.filter((model) => model.default === true).map((model) => model.family);
        return new Set(families).size === families.length;
      }, "must not have two defaults in a family"),
      v.check(
        (models) => models.every((model) => model.inverse === undefined || leadsBack(models, model)),
        "must name as inverse another model of the same family, which names it in turn",
      ),
    ),
  }),
);

/** `config.json` of a model folder. `family` decides what `architecture` holds. */
export type ModelConfig = v.InferOutput<typeof configSchema>;
/** A family that a model folder can hold. */
export type ModelFamily = ModelConfig["family"];
/** A file of a model folder with the length and hash that it must have. */
export type ModelFile = v.InferOutput<typeof file>;
/** Steps of the int8 numbers that convolutions read. */
export type ActivationQuantization = v.InferOutput<typeof activations>;
/** A dish that a model translates to, in the order of the model's tables. */
export type ModelDomain = v.InferOutput<typeof domains>[number];
/** `catalog.json` of a folder of models. */
export type ModelCatalog = v.InferOutput<typeof catalogSchema>;
export type CatalogEntry = ModelCatalog["models"][number];

/**
 * Checks a model's `config.json` after JSON parsing.
 * @throws {ModelConfigError} with the dotted path of the first field that is wrong.
 */
export function parseModelConfig(json: unknown): ModelConfig {
  const config = parse(configSchema, json, "config.json");
  if ("domains" in config && config.domains !== undefined) {
    const expected = domainCount(config);
    if (config.domains.length !== expected) {
      throw new ModelConfigError(
        "domains",
        `config.json: domains has ${config.domains.length} entries, but the architecture has ${expected}.`,
      );
    }
  }
  return config;
}

/** How many dishes a model tells apart or translates to. */
function domainCount(config: Exclude<ModelConfig, { readonly family: "segmenter" }>): number {
  switch (config.family) {
    case "stargan":
      return config.architecture.domains;
    case "classifier":
      return config.architecture.classes;
    case "cyclegan":
    case "ugatit":
    case "pix2pix":
    case "dcgan":
      return 1;
  }
}

/**
 * Checks a `catalog.json` after JSON parsing.
 * @throws {ModelConfigError} with the dotted path of the first field that is wrong.
 */
export function parseCatalog(json: unknown): ModelCatalog {
  return parse(catalogSchema, json, "catalog.json");
}

function parse<const Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
  fileName: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? "";
  throw new ModelConfigError(
    field,
    `${fileName}: ${field || "the file"}: ${issue.message}. Export the model again, or correct the file.`,
  );
}
