import * as v from "valibot";
import { KioskProfileError } from "../errors";
import { profileSchema, type KioskProfile } from "./schema";

/** Longer than this it is no profile, characters. */
const longest = 65_536;

/** What holds without a file. */
export const defaultProfile: KioskProfile = v.parse(profileSchema, {});

/**
 * Reads a profile. Every field may be left out; one that is not known is an error, for it is a slip of the pen.
 * @throws {KioskProfileError} with the first wrong field.
 */
export const parseProfile = (text: string): KioskProfile => {
  if (text.length > longest) {
    throw new KioskProfileError(
      "",
      `The profile has ${text.length} characters; no profile needs more than ${longest}.`,
    );
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KioskProfileError("", `The profile is no JSON: ${why}. Check its commas and quotation marks.`, { cause });
  }
  // The library takes a list for an object without fields.
  if (Array.isArray(raw)) throw new KioskProfileError("", "The profile is a list. Put its fields between braces.");
  const result = v.safeParse(profileSchema, raw, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? "";
  const unknown = issue.type === "strict_object" && issue.expected === "never";
  const why = unknown ? "is not a field of a profile; check its spelling" : lowerFirst(issue.message);
  throw new KioskProfileError(field, `${field === "" ? "The profile" : `The profile's ${field}`} ${why}.`);
};

/** Our own messages go on from the field's name; those of the library are sentences. */
const lowerFirst = (message: string): string => (/^[a-z]/.test(message) ? message : `is wrong: ${message}`);
