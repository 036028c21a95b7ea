/** Pictures on their way from the GPU: the one that is copied, and the one after it. */
const SLOTS = 2;

interface Reading<T> {
  readonly buffer: WebGLBuffer;
  readonly fence: WebGLSync;
  readonly bytes: number;
  readonly of: T;
}

/**
 * Reads framebuffers without waiting for the GPU: `readPixels` into a buffer on the GPU's side, a fence behind it, and the bytes
 * once the fence has been passed, a frame or two later. `T` is what has to be known of the picture then.
 */
export class PixelReader<T> {
  readonly #gl: WebGL2RenderingContext;
  readonly #free: WebGLBuffer[];
  readonly #underWay: Reading<T>[] = [];
  #sizes = new WeakMap<WebGLBuffer, number>();
  #pixels = new Uint8Array(0);

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#free = Array.from({ length: SLOTS }, () => gl.createBuffer());
  }

  /** No more can be read at the moment. */
  get full(): boolean {
    return this.#free.length === 0;
  }

  /** Begins to read the bound framebuffer: RGBA, a byte each, from the lowest row. Does nothing while `full`. */
  begin(width: number, height: number, of: T): void {
    const gl = this.#gl;
    const buffer = this.#free.pop();
    if (buffer === undefined) return;
    const bytes = width * height * 4;
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    if (this.#sizes.get(buffer) !== bytes) {
      gl.bufferData(gl.PIXEL_PACK_BUFFER, bytes, gl.STREAM_READ);
      this.#sizes.set(buffer, bytes);
    }
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, 0);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    // Without it the commands may lie here until the page draws, and the fence with them.
    gl.flush();
    if (fence === null) this.#free.push(buffer);
    else this.#underWay.push({ buffer, fence, bytes, of });
  }

  /** The oldest picture that has arrived, or null. Its bytes are only valid until the next call. */
  take(): { readonly pixels: Uint8Array<ArrayBuffer>; readonly of: T } | null {
    const gl = this.#gl;
    const [oldest] = this.#underWay;
    if (oldest === undefined || gl.isContextLost()) return null;
    // Waits for 0 ns: it only asks.
    const state = gl.clientWaitSync(oldest.fence, 0, 0);
    if (state === gl.TIMEOUT_EXPIRED) return null;
    this.#underWay.shift();
    gl.deleteSync(oldest.fence);
    this.#free.push(oldest.buffer);
    if (state === gl.WAIT_FAILED) return null;
    if (this.#pixels.length !== oldest.bytes) this.#pixels = new Uint8Array(oldest.bytes);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, oldest.buffer);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, this.#pixels);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    return { pixels: this.#pixels, of: oldest.of };
  }

  dispose(): void {
    for (const { buffer, fence } of this.#underWay) {
      this.#gl.deleteSync(fence);
      this.#gl.deleteBuffer(buffer);
    }
    for (const buffer of this.#free) this.#gl.deleteBuffer(buffer);
    this.#underWay.length = 0;
    this.#free.length = 0;
  }
}
