import { nearest } from "../../options/check";
import { JobInputError } from "../errors";
import type { JobKind } from "./kind";

export interface KindEntry {
  /** Counts up when the kind comes to give other results for the same input. */
  readonly version: number;
  /**
   * Whether a job takes all cores or the GPU, so that two at a time would only halve each other. Its thread ends with it:
   * memory of wasm grows and is never given back.
   */
  readonly alone: boolean;
  /** Reads the code, which brings pictures or nets with it. */
  readonly load: () => Promise<JobKind>;
}

const kinds = {
  hash: { version: 1, alone: false, load: async () => (await import("./hash")).hash },
  masks: { version: 1, alone: false, load: async () => (await import("./masks")).masks },
  background: { version: 1, alone: false, load: async () => (await import("./background")).background },
  edges: { version: 1, alone: false, load: async () => (await import("./edges")).edges },
  train: { version: 1, alone: true, load: async () => (await import("./train")).train },
  evaluate: { version: 2, alone: true, load: async () => (await import("./evaluate")).evaluate },
  embed: { version: 1, alone: true, load: async () => (await import("./embed")).embed },
} satisfies Record<string, KindEntry>;
export type KindName = keyof typeof kinds;

const table: ReadonlyMap<string, KindEntry> = new Map(Object.entries(kinds));

/** Names of all kinds. */
export const kindNames: readonly string[] = [...table.keys()];

/** @throws JobInputError if there is no such kind, with the one that may be meant. */
export function kindNamed(name: string): KindEntry {
  const kind = table.get(name);
  if (kind) return kind;
  const [meant] = nearest(name, kindNames);
  throw new JobInputError(
    `there is no kind of job ${name}${meant === undefined ? `; there are ${kindNames.join(", ")}` : `; did you mean ${meant}?`}`,
  );
}
