import type { Measurement } from "../maths/calibrate";
import type { RefusalReason } from "../maths/errors";
import type { Recording } from "../maths/types";

/** What came of a recording. */
export type Outcome =
  | { readonly kind: "measured"; readonly measurement: Measurement }
  | { readonly kind: "refused"; readonly reason: RefusalReason; readonly message: string };

/** What the calibration's worker does. */
export interface CalibrationWorker {
  /** Closes the picture. Centres of the card's discs as `detectCard` has them, or null. */
  detect(picture: VideoFrame | ImageBitmap): Float64Array | null;
  solve(recording: Recording): Outcome;
}
