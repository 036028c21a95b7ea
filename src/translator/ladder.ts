import { TranslatorUnavailableError } from "./errors";
import type { Translator, TranslatorKind, TriedRung } from "./types";

/** One way to run the generator. */
export interface Rung {
  readonly kind: TranslatorKind;
  /**
   * Opens and tests it; an error's message says why it cannot be used.
   * @param forced It was asked for by name: run also where it is not worth it (software GPUs).
   */
  open(forced: boolean): Promise<Translator>;
}

export interface ClimbOptions {
  /** The one rung that may be used. */
  readonly only?: TranslatorKind | undefined;
  /** Rungs that failed too often to be tried again. */
  readonly avoid?: readonly TranslatorKind[];
}

export interface CreatedTranslator {
  readonly translator: Translator;
  readonly tried: readonly TriedRung[];
}

/**
 * Takes the first rung that opens, best first.
 * @throws {TranslatorUnavailableError} that gives every rung's reason, when none does.
 */
export async function climb(rungs: readonly Rung[], options: ClimbOptions = {}): Promise<CreatedTranslator> {
  const { only, avoid = [] } = options;
  const tried: TriedRung[] = [];
  for (const rung of rungs) {
    if (only !== undefined && rung.kind !== only) continue;
    if (only === undefined && avoid.includes(rung.kind)) {
      tried.push({ kind: rung.kind, ok: false, reason: "It failed before and is not tried again." });
      continue;
    }
    try {
      const translator = await rung.open(only !== undefined);
      tried.push({ kind: rung.kind, ok: true, reason: "" });
      return { translator, tried };
    } catch (error) {
      tried.push({ kind: rung.kind, ok: false, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const reasons = tried.map(({ kind, reason }) => `${kind}: ${reason}`).join(" ");
  throw new TranslatorUnavailableError(
    only === undefined
      ? `No translator can run here. ${reasons}`
      : `The translator ${only} was asked for, but cannot run here. ${reasons || "There is none of that name."}`,
    tried,
  );
}
