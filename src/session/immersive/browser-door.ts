import { watchSupport } from "../../immersive/session/support";
import type { BeginVisit, ImmersiveDoor } from "./door";

/** The browser's own WebXR. What draws in space is fetched when somebody enters, while the session is being asked for. */
export const browserDoor = (): ImmersiveDoor => ({
  watchSupport: (onChange) => watchSupport({ isSecureContext, xr: navigator.xr }, onChange),
  prepare: async (): Promise<BeginVisit> => {
    const { beginVisit } = await import("../../immersive/session/begin-visit");
    return beginVisit;
  },
});
