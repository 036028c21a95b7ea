import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { posix } from "node:path";

import * as v from "valibot";

import { CurationError } from "./errors";

const decisionsSchema = v.record(
  v.string(),
  v.strictObject({
    /** Of the picture's file, in hexadecimal. */
    sha256: v.pipe(v.string(), v.regex(/^[\da-f]{64}$/)),
    /** Why it is left out; pictures without this stay. */
    dropped: v.optional(v.string()),
  }),
);

/** What was decided about a file, and how its folder differs from what was looked at. */
export type Verdict = "kept" | "dropped" | "changed" | "unknown";

/**
 * Decisions about pictures that lie elsewhere: a JSON file `{ "FOLDER/NAME": { "sha256": …, "dropped": "why" } }`, paths
 * counted from the data root. The hash tells whether a file is the one that was looked at.
 */
export class Decisions {
  readonly #decisions: v.InferOutput<typeof decisionsSchema>;

  private constructor(decisions: v.InferOutput<typeof decisionsSchema>) {
    this.#decisions = decisions;
  }

  /** @throws CurationError if the file is missing, or is no such JSON, naming what is wrong. */
  static async read(path: string): Promise<Decisions> {
    const text = await readFile(path, "utf8").catch((cause: unknown) => {
      throw new CurationError(`${path} cannot be read: name the file with --curation`, { cause });
    });
    const result = v.safeParse(decisionsSchema, parseJson(text, path));
    if (result.success) return new Decisions(result.output);
    const [issue] = result.issues;
    throw new CurationError(`${path} is no list of decisions: ${v.getDotPath(issue) ?? "all of it"}: ${issue.message}`);
  }

  /** @param picture Path from the data root, with slashes. */
  judge(picture: string, content: Uint8Array): Verdict {
    const decision = this.#decisions[picture];
    if (decision === undefined) return "unknown";
    if (createHash("sha256").update(content).digest("hex") !== decision.sha256) return "changed";
    return decision.dropped === undefined ? "kept" : "dropped";
  }

  /** Names that are decided about in a folder, which counts from the data root. */
  namesIn(folder: string): string[] {
    return Object.keys(this.#decisions)
      .filter((picture) => posix.dirname(picture) === folder)
      .map((picture) => posix.basename(picture));
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CurationError(`${path} is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
