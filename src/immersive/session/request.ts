import {
  ImmersiveBusyError,
  ImmersiveDeniedError,
  ImmersiveFailedError,
  ImmersiveGestureError,
  ImmersiveUnsupportedError,
} from "./errors";
import { sessionInit } from "./features";

/**
 * Asks for an AR session; while a press is being handled, else it is refused.
 * @throws {ImmersiveUnsupportedError | ImmersiveDeniedError | ImmersiveGestureError | ImmersiveBusyError | ImmersiveFailedError}
 */
export const requestSession = async (
  xr: Pick<XRSystem, "requestSession">,
  overlay: Element | null,
): Promise<XRSession> => {
  try {
    return await xr.requestSession("immersive-ar", sessionInit(overlay));
  } catch (cause) {
    throw refusal(cause);
  }
};

const refusal = (cause: unknown): Error => {
  switch (cause instanceof Error ? cause.name : "") {
    case "NotSupportedError":
      return new ImmersiveUnsupportedError("The device gives no AR session now. Wake the headset and try again.", {
        cause,
      });
    case "NotAllowedError":
      return new ImmersiveDeniedError("The AR session was refused. Allow it in the browser's site settings.", {
        cause,
      });
    case "SecurityError":
      return new ImmersiveGestureError("The AR session must follow a press at once. Press the button again.", {
        cause,
      });
    case "InvalidStateError":
      return new ImmersiveBusyError("Another immersive session is running. End it and try again.", { cause });
    default:
      return new ImmersiveFailedError(`The AR session did not begin: ${String(cause)}. Try again.`, { cause });
  }
};
