import { ColorManagement, LinearSRGBColorSpace, NoToneMapping, WebGLRenderer } from "three";
import { StageLostError, StageUnavailableError } from "./errors";
import { DishStage } from "./space-stage";

/** Of the layer: glasses blur what is far from the middle, and all that is drawn there is transparent anyway. */
const foveation = 0.5;

export interface StageOptions {
  /** Type of the space that poses are asked in; "local" unless told. */
  readonly referenceSpace?: XRReferenceSpaceType;
  /** The drawing context is gone, and everything on it; not called for what `dispose` ends. */
  onLost(error: StageLostError): void;
}

/** A session with something to draw on. */
export interface OpenedStage {
  readonly stage: DishStage;
  /** The space that poses are to be asked in. */
  readonly space: XRReferenceSpace;
  readonly renderer: WebGLRenderer;
  /**
   * Calls back once for each frame of the session, its layer ready to be drawn on, until another callback or null takes
   * its place.
   */
  setLoop(onFrame: ((time: number, frame: XRFrame) => void) | null): void;
  /** Frees everything; the session may be over or not. */
  dispose(): void;
}

/**
 * Gives a session its layer, and a stage that draws on it.
 * @throws StageUnavailableError where there is no WebGL2 for this session.
 */
export async function openStage(session: XRSession, options: StageOptions): Promise<OpenedStage> {
  const canvas = document.createElement("canvas");
  const renderer = createRenderer(canvas);
  const over = new AbortController();
  const onContextLost = () => options.onLost(new StageLostError("The browser took the session's WebGL context away."));
  canvas.addEventListener("webglcontextlost", onContextLost, { signal: over.signal });
  const dispose = () => {
    over.abort();
    renderer.xr.setAnimationLoop(null);
    renderer.dispose();
    // Else it would live until the garbage is collected, and a page may have few contexts.
    renderer.forceContextLoss();
  };
  try {
    renderer.xr.enabled = true;
    renderer.xr.setReferenceSpaceType(options.referenceSpace ?? "local");
    renderer.xr.setFoveation(foveation);
    // three would draw the device's distances as a wall at the very place where the dishes are; the stage's shader
    // compares them itself, with some slack.
    renderer.xr.getDepthSensingMesh = () => null;
    const stage = await DishStage.create(renderer);
    await renderer.xr.setSession(session);
    const space = renderer.xr.getReferenceSpace();
    if (space === null) throw new Error("the session gave no reference space");
    return {
      stage,
      space,
      renderer,
      setLoop: (onFrame) => {
        if (onFrame === null) return renderer.xr.setAnimationLoop(null);
        renderer.xr.setAnimationLoop((time, frame) => {
          stage.beginFrame();
          onFrame(time, frame);
        });
      },
      dispose: () => {
        stage.dispose();
        dispose();
      },
    };
  } catch (cause) {
    dispose();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StageUnavailableError(`The session cannot be drawn on: ${reason}.`, { cause });
  }
}

/**
 * A renderer whose pixels pass through as they are: display values in, display values out, nothing but what is drawn.
 * @throws StageUnavailableError
 */
export function createRenderer(canvas: HTMLCanvasElement): WebGLRenderer {
  const attributes: WebGLContextAttributes & { readonly xrCompatible: boolean } = {
    alpha: true,
    premultipliedAlpha: true,
    antialias: true,
    depth: true,
    stencil: false,
    powerPreference: "high-performance",
    // From the first: made compatible later, a context may be lost on machines with two GPUs.
    xrCompatible: true,
  };
  const context = canvas.getContext("webgl2", attributes);
  if (context === null) throw new StageUnavailableError("This browser gives no WebGL2 context for a session.");
  const renderer = new WebGLRenderer({ canvas, context, alpha: true, antialias: true });
  // For the whole page, as for the window's stage.
  ColorManagement.enabled = false;
  renderer.outputColorSpace = LinearSRGBColorSpace;
  renderer.toneMapping = NoToneMapping;
  renderer.setClearColor(0x000000, 0);
  return renderer;
}
