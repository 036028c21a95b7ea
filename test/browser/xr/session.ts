/** A session without the lens, in the page: asked for with everything, drawn into by nobody. */
export interface BareSession {
  readonly session: XRSession;
  readonly space: XRReferenceSpace;
  readonly gl: WebGL2RenderingContext;
  /** Waits for the next frame and runs something in it; while the room is paused somebody has to step. */
  inFrame<T>(run: (frame: XRFrame, now: number) => T): Promise<T>;
}

const FEATURES = [
  "hit-test",
  "anchors",
  "dom-overlay",
  "light-estimation",
  "depth-sensing",
  "camera-access",
  "hand-tracking",
  "local-floor",
];

/** To be called within a gesture of people; playwright's `evaluate` is one. */
export async function openSession(init: XRSessionInit = {}): Promise<BareSession> {
  const { xr } = navigator;
  if (xr === undefined) throw new Error("This page has no WebXR.");
  const session = await xr.requestSession("immersive-ar", {
    requiredFeatures: ["local"],
    optionalFeatures: FEATURES,
    depthSensing: {
      usagePreference: ["cpu-optimized", "gpu-optimized"],
      dataFormatPreference: ["luminance-alpha", "float32"],
    },
    ...init,
  });
  const gl = document.createElement("canvas").getContext("webgl2", { xrCompatible: true });
  if (gl === null) throw new Error("This page has no WebGL2.");
  await session.updateRenderState({ baseLayer: new XRWebGLLayer(session, gl) });
  const space = await session.requestReferenceSpace("local");
  return {
    session,
    space,
    gl,
    inFrame: (run) =>
      new Promise((resolve, reject) => {
        session.requestAnimationFrame((now, frame) => {
          try {
            resolve(run(frame, now));
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      }),
  };
}
