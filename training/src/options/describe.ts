import type * as v from "valibot";

/** One option of a recipe, as its schema has it. */
export interface OptionShape {
  /** Dotted path, such as `weights.cycleFull`. */
  readonly path: string;
  /** What a value must be, in words: `whole number from 1`. */
  readonly type: string;
  readonly required: boolean;
  /** The value taken where none is given; undefined where there is none. */
  readonly preset: unknown;
}

/** Every option of a recipe, in the order in which its schema lists them; objects are walked into. */
export function describeOptions(schema: v.GenericSchema): OptionShape[] {
  return describeWithin(schema, "", undefined);
}

/** @param above The default that an object around this option has for it. */
function describeWithin(schema: v.GenericSchema, path: string, above: unknown): OptionShape[] {
  const { inner, required, preset = above } = unwrap(schema);
  const entries = entriesOf(inner);
  if (!entries) return [{ path, type: typeInWords(inner), required: required && preset === undefined, preset }];
  const presets = new Map(typeof preset === "object" && preset !== null ? Object.entries(preset) : []);
  return Object.entries(entries).flatMap(([name, entry]) =>
    describeWithin(entry, path === "" ? name : `${path}.${name}`, presets.get(name)),
  );
}

/** The fields of an object schema, or null for any other. */
export function entriesOf(schema: v.GenericSchema): Readonly<Record<string, v.GenericSchema>> | null {
  return isObject(schema) ? schema.entries : null;
}

/** What a schema may wrap: whether its value may be left out, and what stands for it then. */
export function unwrap(schema: v.GenericSchema): {
  readonly inner: v.GenericSchema;
  readonly required: boolean;
  readonly preset: unknown;
} {
  return isOptional(schema)
    ? { inner: schema.wrapped, required: false, preset: schema.default }
    : { inner: schema, required: true, preset: undefined };
}

const isObject = (
  schema: v.GenericSchema,
): schema is v.StrictObjectSchema<Record<string, v.GenericSchema>, undefined> => schema.type === "strict_object";
const isOptional = (schema: v.GenericSchema): schema is v.OptionalSchema<v.GenericSchema, unknown> =>
  schema.type === "optional" || schema.type === "exact_optional";
const isNullable = (schema: v.GenericSchema): schema is v.NullableSchema<v.GenericSchema, undefined> =>
  schema.type === "nullable";
const isArray = (schema: v.GenericSchema): schema is v.ArraySchema<v.GenericSchema, undefined> =>
  schema.type === "array";
const isPicklist = (schema: v.GenericSchema): schema is v.PicklistSchema<string[], undefined> =>
  schema.type === "picklist";
const isLiteral = (schema: v.GenericSchema): schema is v.LiteralSchema<string, undefined> => schema.type === "literal";

function typeInWords(schema: v.GenericSchema): string {
  if (isNullable(schema)) return `${typeInWords(schema.wrapped)}, or null`;
  if (isArray(schema)) {
    const { least } = limitsOf(schema, "length");
    return `list of ${typeInWords(schema.item)}${least === undefined ? "" : `, at least ${least} of them`}`;
  }
  if (isPicklist(schema)) return schema.options.map((option) => `"${option}"`).join(" or ");
  if (isLiteral(schema)) return `"${schema.literal}"`;
  if (schema.type === "number") return numberInWords(schema);
  return schema.type === "string" ? "text" : schema.type;
}

function numberInWords(schema: v.GenericSchema): string {
  const { least, most } = limitsOf(schema, "value");
  const kinds = requirementsOf(schema);
  const kind = kinds.has("integer") ? "whole number" : "number";
  const range = [least === undefined ? "" : ` from ${least}`, most === undefined ? "" : ` to ${most}`].join("");
  const multiple = kinds.get("multiple_of");
  return `${kind}${range}${multiple === undefined ? "" : `, a multiple of ${multiple}`}`;
}

function limitsOf(
  schema: v.GenericSchema,
  of: "value" | "length",
): { least: number | undefined; most: number | undefined } {
  const requirements = requirementsOf(schema);
  return { least: requirements.get(`min_${of}`), most: requirements.get(`max_${of}`) };
}

/** What a schema's pipe asks for beyond the plain type: the validation's name → its number, where it has one. */
function requirementsOf(schema: v.GenericSchema): ReadonlyMap<string, number | undefined> {
  const pipe: unknown = "pipe" in schema ? schema.pipe : [];
  const actions: unknown[] = Array.isArray(pipe) ? pipe.slice(1) : [];
  return new Map(
    actions
      .filter(isValidation)
      .map(({ type, requirement }) => [type, typeof requirement === "number" ? requirement : undefined]),
  );
}

const isValidation = (action: unknown): action is { readonly type: string; readonly requirement?: unknown } =>
  typeof action === "object" && action !== null && "type" in action && typeof action.type === "string";
