/** A training cannot be shared between workers as it was asked to. */
export class SharedTrainingError extends Error {
  override readonly name = "SharedTrainingError";
}

/** A worker of a shared training has ended, and with it the training. */
export class WorkerLostError extends Error {
  override readonly name = "WorkerLostError";
}
