export { createRunner, Runner, type RunnerRung } from "./runner";
export type { Executor, RunnerKind, RunnerModel, RunnerStatus, Values } from "./types";
