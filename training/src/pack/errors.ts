/** What is asked for cannot be packed; says what is missing and how to get it. */
export class PackError extends Error {
  override readonly name = "PackError";
}

/** An output folder that cannot be taken back into a run; says why. Nothing was changed. */
export class UnpackError extends Error {
  override readonly name = "UnpackError";
}
