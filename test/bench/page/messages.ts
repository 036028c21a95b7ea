import type { BenchReport } from "../report/types";

/** What the page asks of the worker that measures: once. */
export interface MeasureRequest {
  /** Folder of the site, with a slash at the end. */
  readonly site: string;
  /** The page's address: what is written down as the report's command. */
  readonly command: string;
  readonly model: string | undefined;
  readonly size: number | undefined;
  readonly arms: readonly string[] | undefined;
  readonly quick: boolean;
}

export type MeasureMessage =
  | { readonly kind: "progress"; readonly what: string }
  | { readonly kind: "done"; readonly report: BenchReport }
  | { readonly kind: "failed"; readonly reason: string };
