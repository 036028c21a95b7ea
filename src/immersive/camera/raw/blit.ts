/** One triangle over the whole target, upside down: `readPixels` begins with the lowest row, pictures with the topmost. */
const VERTEX = `#version 300 es
out vec2 place;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0;
  place = vec2(corner.x, 1.0 - corner.y);
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

/** Four bilinear taps average up to four pixels of the camera to a side; at its own size they fall on one, and nothing changes. */
const FRAGMENT = `#version 300 es
precision highp float;
uniform highp sampler2D image;
uniform vec2 reach;
in vec2 place;
out vec4 colour;
void main() {
  vec3 sum = texture(image, place + reach).rgb + texture(image, place - reach).rgb
    + texture(image, place + vec2(reach.x, -reach.y)).rgb + texture(image, place + vec2(-reach.x, reach.y)).rgb;
  colour = vec4(sum * 0.25, 1.0);
}`;

/**
 * Draws a camera's texture, brought to another size, into a framebuffer of its own, from where it can be read. It leaves the
 * context's state as it needed it: whoever draws next sets their own.
 */
export class CameraBlit {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #reach: WebGLUniformLocation | null;
  readonly #vertices: WebGLVertexArrayObject;
  readonly #sampler: WebGLSampler;
  readonly #texture: WebGLTexture;
  readonly #framebuffer: WebGLFramebuffer;
  #width = 0;
  #height = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#program = link(gl);
    this.#reach = gl.getUniformLocation(this.#program, "reach");
    this.#vertices = gl.createVertexArray();
    this.#texture = gl.createTexture();
    this.#framebuffer = gl.createFramebuffer();
    // A sampler instead of the texture's own settings: the camera's texture is not ours to change.
    this.#sampler = gl.createSampler();
    gl.samplerParameteri(this.#sampler, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.samplerParameteri(this.#sampler, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.samplerParameteri(this.#sampler, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.samplerParameteri(this.#sampler, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }

  /** Leaves the framebuffer bound, for reading. Sizes in pixels. */
  draw(camera: WebGLTexture, from: XRCamera, width: number, height: number): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0);
    if (width !== this.#width || height !== this.#height) this.#resize(width, height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#framebuffer);
    gl.viewport(0, 0, width, height);
    for (const capability of [
      gl.BLEND,
      gl.CULL_FACE,
      gl.DEPTH_TEST,
      gl.SCISSOR_TEST,
      gl.STENCIL_TEST,
      gl.RASTERIZER_DISCARD,
    ]) {
      gl.disable(capability);
    }
    gl.colorMask(true, true, true, true);
    gl.useProgram(this.#program);
    gl.bindVertexArray(this.#vertices);
    gl.bindTexture(gl.TEXTURE_2D, camera);
    gl.bindSampler(0, this.#sampler);
    gl.uniform2f(this.#reach, reachOf(from.width / width) / from.width, reachOf(from.height / height) / from.height);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.bindSampler(0, null);
    gl.bindTexture(gl.TEXTURE_2D, null);
    gl.bindVertexArray(null);
  }

  dispose(): void {
    const gl = this.#gl;
    gl.deleteProgram(this.#program);
    gl.deleteVertexArray(this.#vertices);
    gl.deleteSampler(this.#sampler);
    gl.deleteTexture(this.#texture);
    gl.deleteFramebuffer(this.#framebuffer);
  }

  #resize(width: number, height: number): void {
    const gl = this.#gl;
    this.#width = width;
    this.#height = height;
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.bindBuffer(gl.PIXEL_UNPACK_BUFFER, null);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.#texture, 0);
  }
}

/** How far each tap lies from the middle, pixels of the camera, where `ratio` of them become one: at two, one tap has both. */
function reachOf(ratio: number): number {
  return Math.max(0, ratio - 2) / 2;
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    // It stays as long as the program does.
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  return program;
}
