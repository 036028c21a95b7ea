import { CameraLostError, CameraUnsupportedError } from "../../../capture";
import type { Frame } from "../../../capture/types";
import { type CameraView, cameraView } from "../../../space";
import type { SpaceCamera, Table, XrMoment } from "../../types";
import { Pace } from "../pace";
import { CameraBlit } from "./blit";
import { pictureSize } from "./picture-size";
import { PixelReader } from "./pixel-reader";

declare global {
  // Missing in the types of WebXR: https://immersive-web.github.io/raw-camera-access/
  interface XRCamera {
    /** Pixels. */
    readonly width: number;
    readonly height: number;
  }
  interface XRView {
    readonly camera?: XRCamera | null;
  }
  interface XRWebGLBinding {
    /** An opaque texture that is only valid until the frame's callback returns; null while the camera has no picture. */
    getCameraImage?(camera: XRCamera): WebGLTexture | null;
  }
}

/** Cameras deliver no more, and translations take longer. */
const RATE = 30;
/** Some phones give the first picture a second after the session; one that gives none at all was never granted. */
const NO_PICTURE_MS = 5000;
const PAUSE_MS = 500;

/** The part of three's `WebGLRenderer` that has to be told that others drew in its context. */
export interface SharedRenderer<Target> {
  getContext(): WebGLRenderingContext | WebGL2RenderingContext;
  getRenderTarget(): Target;
  setRenderTarget(target: Target): void;
  resetState(): void;
}

/** The part of `XRWebGLBinding` that gives the camera's picture. */
export type CameraBinding = Pick<XRWebGLBinding, "getCameraImage">;

export interface RawCameraOptions<Target> {
  readonly session: XRSession;
  /** Whose context the session draws in. */
  readonly renderer: SharedRenderer<Target>;
  /** Whether somebody would look at a picture now; asked at most once a frame. Default: always. */
  readonly wanted?: () => boolean;
  /** Default: one of the session and the renderer's context. */
  readonly binding?: CameraBinding;
}

interface Taken {
  readonly view: CameraView;
  readonly timestamp: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The pictures of the camera that an AR session on a handheld shows ("camera-access", Chrome on Android).
 *
 * Its texture is only valid inside the frame, so it is drawn there into a small framebuffer; the bytes are fetched a frame or two
 * later, when the GPU has come to it, with the pose of the frame that they were taken in. Nothing here waits for the GPU.
 *
 * @throws CameraUnsupportedError where the session gives no camera pictures.
 */
export function createRawCamera<Target>(options: RawCameraOptions<Target>): SpaceCamera {
  const gl = options.renderer.getContext();
  if (!(gl instanceof WebGL2RenderingContext) || typeof VideoFrame === "undefined") {
    throw new CameraUnsupportedError(
      "Pictures of a session's camera need WebGL 2 and VideoFrame. Use a current Chrome.",
    );
  }
  return new RawCamera(gl, options.binding ?? bind(options.session, gl), options);
}

function bind(session: XRSession, gl: WebGL2RenderingContext): CameraBinding {
  try {
    const binding = new XRWebGLBinding(session, gl);
    if (binding.getCameraImage !== undefined) return binding;
  } catch (cause) {
    throw new CameraUnsupportedError("The session's camera cannot be read. Start the session again.", { cause });
  }
  throw new CameraUnsupportedError("This browser does not give pages the pictures of a session's camera.");
}

class RawCamera<Target> implements SpaceCamera {
  readonly path = "raw-camera";
  readonly kind = "camera";
  readonly label = "";
  readonly mirrored = false;
  readonly #binding: CameraBinding;
  readonly #renderer: SharedRenderer<Target>;
  readonly #wanted: () => boolean;
  readonly #blit: CameraBlit;
  readonly #reader: PixelReader<Taken>;
  readonly #pace = new Pace(RATE);
  #onFrame: ((frame: Frame) => void) | null = null;
  #onError: (error: Error) => void = () => undefined;
  #stopped = false;
  #sequence = 0;
  /** Only valid until the next one: closed then. */
  #picture: VideoFrame | null = null;
  #missing: { readonly since: number; newest: number } | null = null;

  constructor(gl: WebGL2RenderingContext, binding: CameraBinding, options: RawCameraOptions<Target>) {
    this.#binding = binding;
    this.#renderer = options.renderer;
    this.#wanted = options.wanted ?? (() => true);
    this.#blit = new CameraBlit(gl);
    this.#reader = new PixelReader(gl);
  }

  async start(onFrame: (frame: Frame) => void, onError: (error: Error) => void): Promise<void> {
    this.#onFrame = onFrame;
    this.#onError = onError;
  }

  update(moment: XrMoment, table: Table | null): void {
    if (this.#onFrame === null || this.#stopped) return;
    this.#deliver();
    if (!this.#reader.full && this.#pace.isDue(moment.now) && this.#wanted()) this.#take(moment, table);
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#onFrame = null;
    this.#picture?.close();
    this.#picture = null;
    this.#blit.dispose();
    this.#reader.dispose();
  }

  #take({ viewer, now }: XrMoment, table: Table | null): void {
    const view = viewer.views.find(({ camera }) => camera !== null && camera !== undefined);
    const camera = view?.camera;
    const texture = camera ? this.#imageOf(camera) : null;
    if (!view || !camera || texture === null) return this.#missed(now);
    this.#missing = null;
    this.#pace.taken(now);
    const { width, height } = pictureSize(camera.width, camera.height);
    const target = this.#renderer.getRenderTarget();
    this.#blit.draw(texture, camera, width, height);
    // The camera has the view's own pose and projection (raw-camera-access), whatever the sizes of the two pictures.
    const taken = cameraView(view.transform.matrix, null, view.projectionMatrix.slice(), table);
    this.#reader.begin(width, height, { view: taken, timestamp: now, width, height });
    this.#renderer.resetState();
    // A reset forgets the session's framebuffer, too.
    this.#renderer.setRenderTarget(target);
  }

  #imageOf(camera: XRCamera): WebGLTexture | null {
    try {
      return this.#binding.getCameraImage?.(camera) ?? null;
    } catch {
      // While the session is being hidden or ended; if it stays so, `missed` says it.
      return null;
    }
  }

  #missed(now: number): void {
    // Time in which nobody asked, as while the session is hidden, does not count.
    if (this.#missing === null || now - this.#missing.newest > PAUSE_MS) this.#missing = { since: now, newest: now };
    this.#missing.newest = now;
    if (now - this.#missing.since < NO_PICTURE_MS) return;
    const onError = this.#onError;
    this.stop();
    onError(new CameraLostError("The session's camera sends no pictures. Leave the session and enter it again."));
  }

  #deliver(): void {
    const arrived = this.#reader.take();
    if (arrived === null) return;
    const { view, timestamp, width, height } = arrived.of;
    const picture = new VideoFrame(arrived.pixels, {
      format: "RGBX",
      codedWidth: width,
      codedHeight: height,
      timestamp: Math.round(timestamp * 1000),
    });
    this.#picture?.close();
    this.#picture = picture;
    this.#onFrame?.({ picture, width, height, timestamp, sequence: this.#sequence++, view });
  }
}
