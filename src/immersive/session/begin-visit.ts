import { openPassthroughStream } from "../camera";
import type { ImmersiveVisit, VisitEvents, VisitOptions } from "./visit-contract";
import { Visit } from "./visit";

/** Begins a visit with the browser's own WebXR; what draws is fetched while the session is being asked for. */
export const beginVisit = (options: VisitOptions, events: VisitEvents): ImmersiveVisit => {
  const parts = import("./open-room");
  // Whoever awaits it hears of a failure.
  parts.catch(() => undefined);
  const visit = new Visit(
    {
      xr: navigator.xr ?? absent,
      userAgent: navigator.userAgent,
      now: () => performance.now(),
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
      openStream: () => openPassthroughStream(),
      openRoom: async (room) => (await parts).openRoom(room),
    },
    options,
    events,
  );
  visit.start();
  return visit;
};

/** WebXR went away between the question and the press. */
const absent: Pick<XRSystem, "requestSession"> = {
  requestSession: () => Promise.reject(new DOMException("There is no WebXR here any more.", "NotSupportedError")),
};
