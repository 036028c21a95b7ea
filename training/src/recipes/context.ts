import type { Team } from "../team/team";

/** What a recipe is given from outside. */
export interface RecipeContext {
  /** Root of the training pictures (`MEALSHIFT_DATA`). */
  readonly data: string;
  /** Where decoded pictures are kept. */
  readonly cache: string;
  /** Directory that relative paths in a recipe start from. */
  readonly base: string;
  readonly log: (line: string) => void;
  /** Who trains on the same batches; nobody else where it is missing. */
  readonly team?: Team;
}
