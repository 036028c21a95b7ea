import { calibrationOf, createPassthroughCamera } from "../../immersive/camera";
import { requestSession } from "../../immersive/session/request";
import type { GuideState } from "../guide";
import type { Recording } from "../maths/types";
import { CalibrationSessionError } from "./errors";
import { GuidePanel } from "./panel";
import { type CardFinder, Recorder } from "./recorder";

export interface MeasureOptions {
  readonly xr: XRSystem;
  /** Opened before; stopped at the end. */
  readonly stream: MediaStream;
  readonly finder: CardFinder;
  /** What is said to people at a step, in their language. */
  readonly words: (state: GuideState) => string;
  readonly onState: (state: GuideState) => void;
  /** Ends the session; what was gathered is returned. */
  readonly signal: AbortSignal;
}

/** Frames are asked for with a pose of so long ago, which is there for certain; ms. */
const SAFE_LATENCY = 120;
/** Nobody moves their head for longer, ms. */
const LONGEST = 150_000;

/**
 * Leads people through the minute in an AR session, and returns what was seen: when the guide is content, or at the latest after two and a
 * half minutes, or when people end the session. To be called while a press is being handled.
 * @throws CalibrationSessionError and the errors of `requestSession` and of the camera.
 */
export async function measureInSession(options: MeasureOptions): Promise<Recording> {
  const { xr, stream, finder, words, onState, signal } = options;
  const session = await requestSession({ requestSession: (mode) => xr.requestSession(mode) }, null).catch(
    (error: unknown) => {
      stopStream(stream);
      throw error;
    },
  );
  const recorder = new Recorder(finder);
  const calibration = { ...calibrationOf(stream.getVideoTracks()[0]?.label ?? "", null).calibration };
  const camera = createPassthroughCamera({ stream, calibration: { ...calibration, latencyMs: SAFE_LATENCY } });
  try {
    const stage = await openStage(session);
    return await new Promise<Recording>((resolve, reject) => {
      const begun = performance.now();
      const end = () => void session.end().catch(() => undefined);
      session.addEventListener("end", () => resolve(recorder.recording));
      signal.addEventListener("abort", end, { once: true });
      const fail = (error: unknown) => {
        reject(error instanceof Error ? error : new Error(String(error)));
        end();
      };
      camera
        .start((frame) => void recorder.addFrame(frame, frame.timestamp + SAFE_LATENCY).catch(fail), fail)
        .catch(fail);
      stage.space.addEventListener("reset", () => recorder.reset());
      const onFrame = (now: number, frame: XRFrame) => {
        session.requestAnimationFrame(onFrame);
        const viewer = frame.getViewerPose(stage.space);
        if (viewer === undefined) return;
        recorder.addPose(now, viewer.transform);
        camera.update({ session, frame, space: stage.space, viewer, now }, null);
        onState(recorder.state);
        stage.panel.draw(stage.layer, viewer, words(recorder.state), recorder.state);
        if (recorder.state.step === "done" || performance.now() - begun > LONGEST) end();
      };
      session.requestAnimationFrame(onFrame);
      if (signal.aborted) end();
    });
  } finally {
    camera.stop();
    stopStream(stream);
    // Ended already, in most cases.
    await session.end().catch(() => undefined);
  }
}

interface Stage {
  readonly space: XRReferenceSpace;
  readonly layer: XRWebGLLayer;
  readonly panel: GuidePanel;
}

async function openStage(session: XRSession): Promise<Stage> {
  const gl = document.createElement("canvas").getContext("webgl2", { xrCompatible: true });
  if (gl === null) throw new CalibrationSessionError("This browser has no WebGL2: nothing can be shown in a session.");
  const layer = new XRWebGLLayer(session, gl);
  await session.updateRenderState({ baseLayer: layer });
  return { space: await session.requestReferenceSpace("local"), layer, panel: new GuidePanel(gl) };
}

export function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
