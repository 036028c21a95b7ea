import { Embeddings } from "./embeddings";
import { CurationError } from "./errors";
import type { Manifest } from "./manifest";
import type { Picture } from "./records";

export interface RankOptions {
  /** Only this category; else every category that the recogniser knows. */
  readonly category?: string;
  /** The recogniser's class for it, where that has another name. */
  readonly as?: string;
  /** Pictures to keep of each category: this share of them, in (0, 1], */
  readonly share?: number;
  /** or this many, */
  readonly count?: number;
  /** and only with at least this confidence. */
  readonly least?: number;
}

export interface RankedCategory {
  readonly category: string;
  readonly kept: number;
  readonly dropped: number;
  /** Lowest confidence that stays. */
  readonly lowest: number;
}

/** Ranks a category's pictures by a recogniser's confidence that they show it, and keeps the top. */
export async function rank(
  manifest: Manifest,
  options: RankOptions,
  tell: (text: string) => void,
): Promise<RankedCategory[]> {
  checkOptions(options);
  const { model, rows } = await Embeddings.read(manifest.directory);
  const pictures = manifest.kept("rank").filter(({ category }) => category === (options.category ?? category));
  if (pictures.length === 0)
    throw new CurationError(`${manifest.directory} has no pictures of ${options.category ?? "anything"}`);
  const ranked: RankedCategory[] = [];
  for (const [category, members] of byCategory(pictures)) {
    const label = model.classes.indexOf(options.as ?? category);
    if (label < 0) {
      const problem = `${model.path} knows no ${options.as ?? category}, only ${model.classes.join(", ")}`;
      if (options.category !== undefined) throw new CurationError(`${problem}: name one of them with --as`);
      tell(`${category} is left as it is: ${problem}`);
      continue;
    }
    const sorted = members
      .map((picture) => {
        const row = rows.get(picture.sha256);
        if (!row) throw new CurationError(`${picture.picture} has no features: run \`mealshift data embed\` again`);
        return { picture: picture.picture, confidence: row.probabilities[label] ?? 0 };
      })
      .toSorted((a, b) => b.confidence - a.confidence || (a.picture < b.picture ? -1 : 1));
    const places = options.count ?? Math.max(1, Math.round(sorted.length * (options.share ?? 1)));
    const least = options.least ?? 0;
    const isKept = ({ confidence }: { readonly confidence: number }, place: number): boolean =>
      place < places && confidence >= least;
    await manifest.append(
      sorted.map(({ picture, confidence }, place) => {
        const keep = isKept({ confidence }, place);
        const reason = `place ${place + 1} of ${sorted.length} by confidence`;
        return { step: "rank" as const, picture, keep, ...(keep ? {} : { reason }), confidence };
      }),
    );
    const kept = sorted.filter(isKept);
    ranked.push({
      category,
      kept: kept.length,
      dropped: sorted.length - kept.length,
      lowest: kept.at(-1)?.confidence ?? 1,
    });
  }
  await manifest.append([{ step: "run", of: "rank", settings: JSON.stringify({ ...options, model: model.sha256 }) }]);
  return ranked;
}

function checkOptions({ category, as, share, count, least }: RankOptions): void {
  if (share === undefined && count === undefined && least === undefined) {
    throw new CurationError("say what stays: --share, --count or --least");
  }
  if (share !== undefined && !(share > 0 && share <= 1)) throw new CurationError(`--share ${share} is not in (0, 1]`);
  if (least !== undefined && !(least >= 0 && least <= 1)) throw new CurationError(`--least ${least} is not in [0, 1]`);
  if (share !== undefined && count !== undefined) throw new CurationError("--share or --count, not both");
  if (as !== undefined && category === undefined) throw new CurationError("--as goes with --category");
}

function byCategory(pictures: readonly Picture[]): Map<string, Picture[]> {
  const categories = new Map<string, Picture[]>();
  for (const picture of pictures) {
    const members = categories.get(picture.category);
    if (members) members.push(picture);
    else categories.set(picture.category, [picture]);
  }
  return categories;
}
