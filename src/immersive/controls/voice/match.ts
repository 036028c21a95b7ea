import { letters, nameIn } from "./normalise";
import type { Phrase, VoiceCommand } from "./vocabulary";

/** What the recogniser itself is less sure of is not acted on. */
const SURE = 0.6;
/** How like a name something must sound, [0, 1]: one wrong letter in five. */
const ALIKE = 0.8;
/** The next other command must be less like it by this. */
const APART = 0.12;

/**
 * What was meant, or null. The name must be all that was said, but for a few words of politeness: people talk at table.
 * Leaving takes the exact word.
 *
 * @param confidence Of the recogniser, [0, 1].
 */
export const meant = (said: string, confidence: number, vocabulary: readonly Phrase[]): VoiceCommand | null => {
  if (!(confidence >= SURE)) return null;
  const [whole, bare] = [letters(said), nameIn(said)];
  if (bare === "") return null;
  let best: Phrase | null = null;
  let most = 0;
  let second = 0;
  for (const phrase of vocabulary) {
    const likeness = likenessOf(phrase, whole, bare);
    if (likeness > most) {
      second = most;
      most = likeness;
      best = phrase;
    } else second = Math.max(second, likeness);
  }
  if (best === null || most < (best.command.kind === "leave" ? 1 : ALIKE)) return null;
  return most - second >= APART ? best.command : null;
};

const likenessOf = ({ said }: Phrase, whole: string, bare: string): number =>
  Math.max(...said.map((name) => Math.max(likeness(letters(name), whole), likeness(letters(name), bare))));

/** 1 for the same letters, 0 for none in common. */
const likeness = (a: string, b: string): number => {
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 0 : 1 - distance(a, b) / longer;
};

/** How many letters must be put in, left out or changed (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
