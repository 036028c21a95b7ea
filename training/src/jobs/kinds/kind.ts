import * as v from "valibot";

import type { BackendOptions } from "../../backend/load";
import { JobInputError } from "../errors";
import type { Places } from "../places";

/** What a job is given by the machine that does it. */
export interface JobContext {
  readonly places: Places;
  /** Folder of the job's result: for files that belong to it. */
  readonly out: string;
  /** What this machine computes with; no part of the job. */
  readonly backend: BackendOptions;
  /** Aborts when the machine wants to stop; see {@link import("../errors").JobHandedBackError}. */
  readonly signal: AbortSignal;
  readonly progress: (done: number, of: number) => void;
  /** Replaces a file as a whole: of two machines that write the same, one stays. */
  readonly write: (path: string, content: string | Uint8Array) => Promise<void>;
}

interface KindOf<Input, Result> {
  readonly input: v.GenericSchema<unknown, Input>;
  /** Does the job. Files go through `context.write`; the same input gives the same result. */
  readonly run: (input: Input, context: JobContext) => Promise<Result>;
}

/** A kind of job whose input is not known to be right. */
export interface JobKind {
  /** @throws JobInputError if the input is not of this kind. @returns JSON. */
  readonly run: (input: unknown, context: JobContext) => Promise<unknown>;
}

export function jobKind<Input, Result>({ input: schema, run }: KindOf<Input, Result>): JobKind {
  return {
    run: async (input, context) => {
      const checked = v.safeParse(schema, input);
      if (checked.success) return run(checked.output, context);
      const issue = checked.issues[0];
      throw new JobInputError(`the job's input: ${v.getDotPath(issue) ?? "all of it"}: ${issue.message}`);
    },
  };
}
