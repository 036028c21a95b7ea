import { MealshiftError } from "../../net/errors";

/** The browser gives no AR session after all: the headset was taken off, or the system has no room for it. */
export class ImmersiveUnsupportedError extends MealshiftError {
  override readonly name = "ImmersiveUnsupportedError";
}

/** The person or the system refused the session. */
export class ImmersiveDeniedError extends MealshiftError {
  override readonly name = "ImmersiveDeniedError";
}

/** Too long after the press (a question for the camera came between), or forbidden by the page that embeds this one. */
export class ImmersiveGestureError extends MealshiftError {
  override readonly name = "ImmersiveGestureError";
}

/** Another session is running, of this page or of another one. */
export class ImmersiveBusyError extends MealshiftError {
  override readonly name = "ImmersiveBusyError";
}

/** The session could not be begun, for a reason that has no class of its own. */
export class ImmersiveFailedError extends MealshiftError {
  override readonly name = "ImmersiveFailedError";
}

/** No pictures of what lies in front: neither of the session nor of a camera beside it. */
export class NoCameraInSessionError extends MealshiftError {
  override readonly name = "NoCameraInSessionError";
}

/** Drawing or camera failed in frame after frame, or the drawing context was lost. */
export class ImmersiveLostError extends MealshiftError {
  override readonly name = "ImmersiveLostError";
}
