import { BoxGeometry, Mesh, MeshNormalMaterial, PerspectiveCamera, Scene, WebGLRenderer } from "three";
import { cropFrame, shrinkFrame } from "../../../src/capture";
import type { Frame } from "../../../src/capture/types";
import { rigidOf } from "../../../src/space";
import {
  calibrationOf,
  createPassthroughCamera,
  createRawCamera,
  openPassthroughStream,
  type PassthroughCamera,
} from "../../../src/immersive/camera";
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

/** A head that goes to and fro, once in two seconds; metres at a time in ms. */
const swing = (time: number): number => Math.sin((time / 2000) * 2 * Math.PI);

/** A camera of a room in which a bar stands opposite of the head; its pictures are `late` ms old when they come. */
function roomCamera(late: number): { readonly stream: MediaStream; readonly stop: () => void } {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 240];
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("There is no 2D canvas.");
  const timer = setInterval(() => {
    context.fillStyle = "black";
    context.fillRect(0, 0, 320, 240);
    context.fillStyle = "white";
    context.fillRect(160 + 120 * swing(performance.now() - late) - 8, 0, 16, 240);
  }, 15);
  return { stream: canvas.captureStream(), stop: () => clearInterval(timer) };
}

/** Where the bar is in a frame, in the units of `swing`. */
function barOf(frame: Frame): number {
  const pixels = pixelsOf(frame);
  let [sum, weight] = [0, 0];
  for (let x = 0; x < frame.width; x++) {
    const bright = pixels[4 * (120 * frame.width + x)] ?? 0;
    if (bright < 128) continue;
    sum += x + 0.5;
    weight += 1;
  }
  return (sum / weight - 160) / 120;
}

class PassthroughLab {
  readonly frames: { readonly timestamp: number; readonly at: number; readonly sequence: number }[] = [];
  readonly sizes: (readonly [number, number])[] = [];
  /** For each frame: where the bar is seen, and where the head was by the frame's pose. */
  readonly pairs: (readonly [seen: number, posed: number])[] = [];
  readonly errors: string[] = [];
  /** Whether pictures are held, so that they stay what they are. */
  held = true;
  camera: PassthroughCamera | null = null;
  #running = true;

  /** Runs "frames of a session" at about 90 Hz, whatever the page draws. */
  async run(stream: MediaStream, latencyMs: number, read: boolean): Promise<void> {
    const { calibration } = calibrationOf("", null, "");
    const camera = createPassthroughCamera({
      stream,
      calibration: { ...calibration, latencyMs, position: [0, 0, 0], rotation: [0, 0, 0, 1] },
    });
    this.camera = camera;
    const session = setInterval(() => {
      if (!this.#running) return clearInterval(session);
      const now = performance.now();
      const pose = rigidOf({ x: swing(now), y: 1, z: 0 }, { x: 0, y: 0, z: 0, w: 1 });
      camera.update(momentOf(now, [{ pose }]), null);
    }, 11);
    await camera.start(
      (frame) => {
        const { width, height, timestamp, sequence, picture, view } = frame;
        this.sizes.push([width, height]);
        this.frames.push({ timestamp, sequence, at: performance.now() });
        this.held &&= picture instanceof VideoFrame;
        if (read) this.pairs.push([barOf(frame), view?.pose[12] ?? NaN]);
      },
      (error) => this.errors.push(error.name),
    );
  }

  async until(count: number): Promise<void> {
    for (let tries = 0; this.frames.length < count; tries++) {
      if (tries > 4000) throw new Error(`waited in vain; ${this.frames.length} frames came`);
      await pause(10);
    }
  }

  stop(): void {
    this.#running = false;
    this.camera?.stop();
  }
}

const cameraLab = {
  calibrationOf,
  cropFrame,
  farthest,
  openPassthroughStream,
  passthroughLab: () => new PassthroughLab(),
  pause,
  pixelsOf,
  roomCamera,
  rawLab: (width: number, height: number) => new RawLab({ width, height }),
  shrinkFrame,
};

declare global {
  var xrCamera: typeof cameraLab;
}

globalThis.xrCamera = cameraLab;
document.title = "ready";
