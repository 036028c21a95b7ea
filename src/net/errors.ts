/**
 * Base of every named error of the project. `name` is stable and is what the interface translates into
 * a sentence for people; `message` is the English sentence for developers: what is wrong, and what to do.
 */
export abstract class MealshiftError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    // A class name would be mangled by minifiers, so every subclass declares its own.
    this.name = "MealshiftError";
  }
}

/** A graph that cannot be built: wrong arity, incompatible shapes, an unknown operation or value. */
export class GraphError extends MealshiftError {
  override readonly name = "GraphError";
}

/** `config.json` or `catalog.json` does not have the fields that it must have. */
export class ModelConfigError extends MealshiftError {
  override readonly name = "ModelConfigError";
  /** Dotted path of the field that is wrong, such as `quantization.weights`. */
  readonly field: string;
  constructor(field: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.field = field;
  }
}

/** A `.safetensors` file that breaks the format: truncated, overlapping, out of range, unknown dtype. */
export class SafetensorsError extends MealshiftError {
  override readonly name = "SafetensorsError";
}

/** Bytes of a model file that do not have the length or the sha256 that its `config.json` promises. */
export class ModelIntegrityError extends MealshiftError {
  override readonly name = "ModelIntegrityError";
}

/** Weights that do not fit the graph: missing, surplus, of another shape, or not finite. */
export class WeightsError extends MealshiftError {
  override readonly name = "WeightsError";
}

/** A stored check that does not fit the net that it belongs to: no picture, no answer, another size, not finite. */
export class ModelCheckError extends MealshiftError {
  override readonly name = "ModelCheckError";
}

/** A model was asked for that the catalogue does not have, or that does something else. */
export class UnknownModelError extends MealshiftError {
  override readonly name = "UnknownModelError";
  /** Ids of the models that could be asked for. */
  readonly known: readonly string[];
  constructor(message: string, known: readonly string[]) {
    super(message);
    this.known = known;
  }
}

/** A model file or the catalogue could not be fetched. */
export class ModelUnavailableError extends MealshiftError {
  override readonly name = "ModelUnavailableError";
  /** What the server answered; undefined where there was no answer. */
  readonly status: number | undefined;
  constructor(message: string, options?: ErrorOptions & { readonly status?: number }) {
    super(message, options);
    this.status = options?.status;
  }
}
