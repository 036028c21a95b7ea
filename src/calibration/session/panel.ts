import type { GuideState } from "../guide";

/** Pixels of the words' picture, and metres of the panel that carries it. */
const WIDTH = 1024;
const HEIGHT = 384;
const METRES = 0.8;
/** Ahead of the viewer and below their look, so that the card stays free, metres. */
const AHEAD = 1.3;
const BELOW = 0.36;

/**
 * Words and a progress ring in front of the head, for headsets that show no page inside a session. A session's own drawings are not in its
 * camera's pictures, so the card is not covered there.
 */
export class GuidePanel {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #texture: WebGLTexture;
  readonly #context: CanvasRenderingContext2D;
  #shown = "";

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#program = programOf(gl);
    this.#texture = gl.createTexture();
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("This browser draws no text.");
    this.#context = context;
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }

  /** @param words A line or two. */
  draw(layer: XRWebGLLayer, viewer: XRViewerPose, words: string, state: GuideState): void {
    const gl = this.#gl;
    this.#write(words, state);
    gl.bindFramebuffer(gl.FRAMEBUFFER, layer.framebuffer);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.useProgram(this.#program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    for (const view of viewer.views) {
      const viewport = layer.getViewport(view);
      if (viewport === undefined) continue;
      gl.viewport(viewport.x, viewport.y, viewport.width, viewport.height);
      gl.uniformMatrix4fv(this.#uniform("projection"), false, view.projectionMatrix);
      gl.uniformMatrix4fv(this.#uniform("eyeFromWorld"), false, view.transform.inverse.matrix);
      gl.uniformMatrix4fv(this.#uniform("worldFromHead"), false, viewer.transform.matrix);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    }
  }

  #uniform(name: string): WebGLUniformLocation | null {
    return this.#gl.getUniformLocation(this.#program, name);
  }

  /** Writes anew only what has changed. */
  #write(words: string, { progress, seen }: GuideState): void {
    const percent = Math.round(progress * 100);
    const shown = `${words} ${percent} ${seen}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    const context = this.#context;
    context.clearRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = "rgb(16 12 10 / 82%)";
    context.beginPath();
    context.roundRect(0, 0, WIDTH, HEIGHT, 48);
    context.fill();
    drawRing(context, percent, seen);
    context.fillStyle = "#f9f1e7";
    context.font = "600 52px system-ui, sans-serif";
    context.textBaseline = "middle";
    context.textAlign = "left";
    const lines = linesOf(context, words, WIDTH - 420);
    lines.forEach((line, i) => context.fillText(line, 360, HEIGHT / 2 + (i - (lines.length - 1) / 2) * 66));
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, context.canvas);
  }
}

function drawRing(context: CanvasRenderingContext2D, percent: number, seen: boolean): void {
  context.lineWidth = 26;
  for (const [share, colour] of [
    [100, "rgb(255 235 214 / 20%)"],
    [percent, seen ? "#8fd694" : "#ff9a57"],
  ] as const) {
    context.strokeStyle = colour;
    context.beginPath();
    context.arc(190, HEIGHT / 2, 112, -Math.PI / 2, -Math.PI / 2 + (share / 100) * 2 * Math.PI);
    context.stroke();
  }
  context.fillStyle = "#f9f1e7";
  context.font = "600 60px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.fillText(`${percent}%`, 190, HEIGHT / 2);
}

/** Breaks at spaces where there are any, else (Japanese) between any two letters. */
function linesOf(context: CanvasRenderingContext2D, words: string, width: number): string[] {
  const pieces = words.includes(" ") ? words.split(/(?<= )/) : Array.from(words);
  const lines: string[] = [];
  for (const piece of pieces) {
    const line = lines.at(-1);
    if (line === undefined || context.measureText(line + piece.trimEnd()).width > width) lines.push(piece);
    else lines[lines.length - 1] = line + piece;
  }
  return lines.map((line) => line.trimEnd());
}

function programOf(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw new Error("No shader could be made.");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true)
    throw new Error(`The panel cannot be drawn: ${gl.getProgramInfoLog(program) ?? ""}`);
  return program;
}

const VERTEX = `#version 300 es
uniform mat4 projection, eyeFromWorld, worldFromHead;
out vec2 place;
void main() {
  place = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 size = vec2(${METRES}, ${(METRES * HEIGHT) / WIDTH});
  vec3 corner = vec3((place - 0.5) * size, ${-AHEAD}) - vec3(0.0, ${BELOW}, 0.0);
  gl_Position = projection * eyeFromWorld * worldFromHead * vec4(corner, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
uniform sampler2D words;
in vec2 place;
out vec4 colour;
void main() {
  colour = texture(words, vec2(place.x, 1.0 - place.y));
}`;
