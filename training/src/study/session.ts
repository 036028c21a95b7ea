import type { Answer } from "./answers";
import type { Side, StudyPlan, Trial } from "./plan";

/** Where someone is in a study. */
export type Phase =
  | { readonly name: "trial"; readonly trial: Trial; readonly isPractice: boolean }
  /** The answer of a practice trial is shown. */
  | { readonly name: "feedback"; readonly trial: Trial; readonly isRight: boolean }
  | { readonly name: "end" };

/** A study under way, from its first practice trial to its end. */
export class StudySession {
  readonly #plan: StudyPlan;
  readonly #answers: Answer[] = [];
  #practised = 0;
  #feedback: boolean | null = null;

  constructor(plan: StudyPlan) {
    this.#plan = plan;
  }

  get phase(): Phase {
    const { practice, trials } = this.#plan;
    const practised = practice[this.#practised];
    if (practised && this.#feedback !== null) return { name: "feedback", trial: practised, isRight: this.#feedback };
    if (practised) return { name: "trial", trial: practised, isPractice: true };
    const trial = trials[this.#answers.length];
    return trial ? { name: "trial", trial, isPractice: false } : { name: "end" };
  }

  /** Those that count, so far. */
  get answers(): readonly Answer[] {
    return this.#answers;
  }

  /** Trials that are done, and how many there are, practice included. */
  get progress(): { readonly done: number; readonly of: number } {
    const { practice, trials } = this.#plan;
    return { done: this.#practised + this.#answers.length, of: practice.length + trials.length };
  }

  /** Does nothing where no answer is asked for. */
  answer(choice: Side, ms: number): void {
    const { phase } = this;
    if (phase.name !== "trial") return;
    if (phase.isPractice) this.#feedback = choice === phase.trial.real;
    else this.#answers.push({ real: phase.trial.real, choice, ms });
  }

  /** From the answer of a practice trial to the next trial. */
  goOn(): void {
    if (this.#feedback === null) return;
    this.#feedback = null;
    this.#practised += 1;
  }
}
