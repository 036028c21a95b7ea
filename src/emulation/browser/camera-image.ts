import { P_FRAME, P_SESSION, P_VIEW, XRView, XRWebGLBinding, type XRDevice, type XRSession } from "iwer";
import type { Room } from "../room/room";
import { passthroughSize } from "./environment";

/** Raw camera access: the passthrough picture as a texture of the page's own context, for the length of a frame. */
export class CameraImages {
  readonly #room: Room;
  readonly #device: XRDevice;
  readonly #cameras = new WeakMap<XRSession, EmulatedCamera>();
  /** Of the frame that is on its way. */
  #images: { readonly gl: WebGL2RenderingContext; readonly texture: WebGLTexture }[] = [];

  constructor(room: Room, device: XRDevice) {
    this.#room = room;
    this.#device = device;
  }

  /** Puts `XRView.camera` and `XRWebGLBinding.getCameraImage` into the browser. */
  install(): void {
    const cameraOf = (view: XRView) => this.#cameraOf(view[P_VIEW].session);
    Object.defineProperty(XRView.prototype, "camera", {
      configurable: true,
      get(this: XRView) {
        return cameraOf(this);
      },
    });
    const image = (session: XRSession, gl: WebGL2RenderingContext, camera: unknown) => this.#image(session, gl, camera);
    const Binding = class extends XRWebGLBinding {
      readonly #session: XRSession;
      readonly #gl: WebGL2RenderingContext;

      constructor(session: XRSession, gl: WebGL2RenderingContext) {
        super(session, gl);
        this.#session = session;
        this.#gl = gl;
      }

      getCameraImage(camera: unknown): WebGLTexture {
        return image(this.#session, this.#gl, camera);
      }
    };
    Object.assign(globalThis, { XRWebGLBinding: Binding });
  }

  /** After each frame: whoever has kept its pictures holds nothing. */
  invalidate(): void {
    for (const { gl, texture } of this.#images) gl.deleteTexture(texture);
    this.#images = [];
  }

  #cameraOf(session: XRSession): EmulatedCamera | null {
    if (!session.enabledFeatures.includes("camera-access")) return null;
    const { width, height } = passthroughSize(this.#device, this.#room);
    const known = this.#cameras.get(session);
    if (known?.width === width && known.height === height) return known;
    const camera = new EmulatedCamera(width, height);
    this.#cameras.set(session, camera);
    return camera;
  }

  #image(session: XRSession, gl: WebGL2RenderingContext, camera: unknown): WebGLTexture {
    const frame = session[P_SESSION].activeFrame;
    if (frame === null || !frame[P_FRAME].active) {
      throw new DOMException("Camera images are there only while a frame's callbacks run.", "InvalidStateError");
    }
    if (!session.enabledFeatures.includes("camera-access") || camera !== this.#cameraOf(session)) {
      throw new DOMException("The camera is not one of this session's frame.", "InvalidStateError");
    }
    const ours = this.#images.find((image) => image.gl === gl);
    if (ours !== undefined) return ours.texture;
    const texture = uploaded(gl, this.#room.canvas);
    this.#images.push({ gl, texture });
    return texture;
  }
}

/** Pixels of the images; they fill the view that the camera belongs to. */
class EmulatedCamera {
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
}

/** A texture whose first row is the picture's lowest, as of all that GL draws; the context is left as it was. */
function uploaded(gl: WebGL2RenderingContext, picture: HTMLCanvasElement): WebGLTexture {
  const texture = gl.createTexture();
  const bound: WebGLTexture | null = gl.getParameter(gl.TEXTURE_BINDING_2D);
  const buffer: WebGLBuffer | null = gl.getParameter(gl.PIXEL_UNPACK_BUFFER_BINDING);
  const stored = STORAGE.map((name) => [gl[name], gl.getParameter(gl[name]), NEUTRAL[name]] as const);
  gl.bindBuffer(gl.PIXEL_UNPACK_BUFFER, null);
  for (const [parameter, , neutral] of stored) gl.pixelStorei(parameter, neutral);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, picture);
  gl.bindTexture(gl.TEXTURE_2D, bound);
  for (const [parameter, value] of stored) gl.pixelStorei(parameter, value);
  gl.bindBuffer(gl.PIXEL_UNPACK_BUFFER, buffer);
  return texture;
}

const NEUTRAL = {
  UNPACK_FLIP_Y_WEBGL: true,
  UNPACK_PREMULTIPLY_ALPHA_WEBGL: false,
  UNPACK_ALIGNMENT: 4,
  UNPACK_ROW_LENGTH: 0,
  UNPACK_IMAGE_HEIGHT: 0,
  UNPACK_SKIP_PIXELS: 0,
  UNPACK_SKIP_ROWS: 0,
  UNPACK_SKIP_IMAGES: 0,
} as const;

const STORAGE = [
  "UNPACK_FLIP_Y_WEBGL",
  "UNPACK_PREMULTIPLY_ALPHA_WEBGL",
  "UNPACK_ALIGNMENT",
  "UNPACK_ROW_LENGTH",
  "UNPACK_IMAGE_HEIGHT",
  "UNPACK_SKIP_PIXELS",
  "UNPACK_SKIP_ROWS",
  "UNPACK_SKIP_IMAGES",
] as const;
