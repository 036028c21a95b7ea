import { BoxGeometry, Mesh, MeshNormalMaterial, PerspectiveCamera, Scene, WebGLRenderer } from "three";
import { cropFrame, shrinkFrame } from "../../../src/capture";
import type { Frame } from "../../../src/capture/types";
import { createRawCamera } from "../../../src/immersive/camera";
import type { SpaceCamera, Table } from "../../../src/immersive/types";
import { momentOf } from "./xr-moment";

type Colour = readonly [red: number, green: number, blue: number];

/** A camera's texture as the browser gives it: the picture's lowest row first. `colour` has the picture's top left as (0, 0). */
function cameraTexture(
  gl: WebGL2RenderingContext,
  { width, height }: XRCamera,
  colour: (x: number, y: number) => Colour,
): WebGLTexture {
  const data = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) data.set([...colour(x, height - 1 - row), 255], 4 * (row * width + x));
  }
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, data);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.bindTexture(gl.TEXTURE_2D, null);
  return texture;
}

/** A scene that leaves much of three's state other than at the start. */
class Drawing {
  readonly canvas = new OffscreenCanvas(64, 64);
  readonly renderer = new WebGLRenderer({ canvas: this.canvas, preserveDrawingBuffer: true });
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(60, 1, 0.1, 10);

  constructor() {
    this.#scene.add(new Mesh(new BoxGeometry(), new MeshNormalMaterial({ transparent: true, opacity: 0.7 })));
    this.#camera.position.set(0.8, 0.7, 1.4);
    this.#camera.lookAt(0, 0, 0);
    this.renderer.setScissorTest(true);
  }

  get gl(): WebGL2RenderingContext {
    const gl = this.renderer.getContext();
    if (!(gl instanceof WebGL2RenderingContext)) throw new Error("There is no WebGL 2.");
    return gl;
  }

  /** The scene's pixels, which must be the same whatever was drawn before by others. */
  draw(): readonly number[] {
    this.renderer.render(this.#scene, this.#camera);
    const pixels = new Uint8Array(64 * 64 * 4);
    this.gl.readPixels(0, 0, 64, 64, this.gl.RGBA, this.gl.UNSIGNED_BYTE, pixels);
    return [...pixels];
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The pixels of a frame, as whoever draws it sees them. */
function pixelsOf({ picture, width, height }: Frame): Uint8ClampedArray {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("There is no 2D canvas.");
  context.drawImage(picture, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

/** Greatest difference between a frame's colours and those that it should have. */
function farthest(frame: Frame, wanted: (x: number, y: number) => Colour): number {
  const pixels = pixelsOf(frame);
  let far = 0;
  for (let y = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++) {
      wanted(x, y).forEach((value, channel) => {
        const seen = pixels[4 * (y * frame.width + x) + channel] ?? 999;
        far = Math.max(far, Math.abs(seen - value));
      });
    }
  }
  return far;
}

class RawLab {
  readonly drawing = new Drawing();
  readonly frames: Frame[] = [];
  readonly errors: string[] = [];
  /** Script of each `update`, ms. */
  readonly times: number[] = [];
  readonly #camera: SpaceCamera;
  readonly #size: XRCamera;
  #image: WebGLTexture | null = null;
  #now = 1000;
  wanted = true;
  /** Calls of `getCameraImage`. */
  taken = 0;

  constructor(size: XRCamera) {
    this.#size = size;
    this.#camera = createRawCamera({
      session: {} as XRSession,
      renderer: this.drawing.renderer,
      wanted: () => this.wanted,
      binding: { getCameraImage: () => ((this.taken += 1), this.#image) },
    });
    void this.#camera.start(
      (frame) => this.frames.push(frame),
      (error) => this.errors.push(error.name),
    );
  }

  /** One frame of the session, in which the camera sees `colour`; its texture is worth nothing afterwards. */
  async frame(
    colour: ((x: number, y: number) => Colour) | null,
    options: { table?: Table; pose?: Float32Array; projection?: Float32Array; later?: number } = {},
  ): Promise<void> {
    const { gl } = this.drawing;
    const { table = null, later = 40, ...view } = options;
    this.#image = colour === null ? null : cameraTexture(gl, this.#size, colour);
    // three is told of the texture's upload, which is no work of the camera's.
    this.drawing.renderer.resetState();
    this.#now += later;
    const before = performance.now();
    this.#camera.update(momentOf(this.#now, [{ camera: null }, { camera: this.#size, ...view }]), table);
    this.times.push(performance.now() - before);
    if (this.#image !== null) gl.deleteTexture(this.#image);
    await pause(1);
  }

  /** Goes on with frames that nobody wants until `count` pictures have arrived. */
  async until(count: number): Promise<void> {
    const { wanted } = this;
    this.wanted = false;
    for (let tries = 0; this.frames.length < count; tries++) {
      if (tries > 4000) throw new Error(`waited in vain; ${this.frames.length} frames came`);
      await this.frame(null);
    }
    this.wanted = wanted;
  }

  stop(): void {
    this.#camera.stop();
  }
}

const cameraLab = {
  cropFrame,
  farthest,
  pause,
  pixelsOf,
  rawLab: (width: number, height: number) => new RawLab({ width, height }),
  shrinkFrame,
};

declare global {
  var xrCamera: typeof cameraLab;
}

globalThis.xrCamera = cameraLab;
document.title = "ready";
