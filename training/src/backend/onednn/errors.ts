/** The oneDNN library is missing, or is one that cannot be used. */
export class OneDnnUnavailableError extends Error {
  override readonly name = "OneDnnUnavailableError";
}

const statuses = ["success", "out of memory", "invalid arguments", "unimplemented", "iterator ends", "runtime error"];

/** A call of oneDNN that did not succeed. */
export class OneDnnError extends Error {
  override readonly name = "OneDnnError";
  readonly status: number;

  constructor(call: string, status: number) {
    super(`${call}: ${statuses[status] ?? `status ${status}`}`);
    this.status = status;
  }

  /** The library has no implementation for what was asked: something else has to do it. */
  get unimplemented(): boolean {
    return this.status === statuses.indexOf("unimplemented");
  }
}
