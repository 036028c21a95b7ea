import { CalibrationSessionError } from "./session/errors";
import { openPassthroughStream } from "../immersive/camera";
import { watchSupport } from "../immersive/session/support";
import type { GuideState } from "./guide";
import { measureInSession, stopStream } from "./session/measure";
import type { Bench } from "./state";
import { CalibrationClient } from "./worker/client";

/** The browser and the device as they are. @param words What is said to people at a step, in their language. */
export function browserBench(words: (state: GuideState) => string): Bench {
  let client: CalibrationClient | null = null;
  const worker = (): CalibrationClient => (client ??= new CalibrationClient());
  return {
    watch: (onChange) => {
      // Typed as always there; many browsers have none.
      const xr: XRSystem | undefined = navigator.xr;
      watchSupport({ isSecureContext, xr }, (support) => onChange(support.kind === "unsupported" ? support.why : null));
    },
    openCamera: () => openPassthroughStream(),
    measure: (stream, onState, signal) => {
      const xr: XRSystem | undefined = navigator.xr;
      if (xr === undefined) {
        stopStream(stream);
        throw new CalibrationSessionError("This browser has no WebXR.");
      }
      return measureInSession({ xr, stream, finder: worker(), words, onState, signal });
    },
    solve: async (recording) => {
      try {
        return await worker().solve(recording);
      } finally {
        // Its work is done; another measurement starts another.
        client?.stop();
        client = null;
      }
    },
    now: () => new Date(),
  };
}
