import { CanvasTexture, LinearFilter, Matrix4, Mesh, PlaneGeometry, ShaderMaterial, Vector3 } from "three";
import type { Vector } from "../../../space";

/** Pixels. */
const LETTERS = 44;
const HEIGHT = 84;
const SIDES = 34;
const WIDEST = 1400;

const vertexShader = /* glsl */ `
varying vec2 vUv;
void main() {
  vUv = uv;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}
`;

const fragmentShader = /* glsl */ `
uniform sampler2D text;
uniform float opacity;
varying vec2 vUv;
void main() {
  gl_FragColor = texture2D(text, vUv) * opacity;
}
`;

const basis = new Matrix4();
const normal = new Vector3();
const right = new Vector3();
const top = new Vector3();

/** A line of text on a dark plate that faces the viewer. */
export class Plate {
  readonly mesh: Mesh<PlaneGeometry, ShaderMaterial>;
  /** Width, in heights. */
  readonly width: number;
  readonly #texture: CanvasTexture;

  constructor(text: string, font: string) {
    const canvas = draw(text, font);
    this.width = canvas.width / canvas.height;
    this.#texture = new CanvasTexture(canvas);
    this.#texture.premultiplyAlpha = true;
    this.#texture.generateMipmaps = false;
    this.#texture.minFilter = LinearFilter;
    const material = new ShaderMaterial({
      vertexShader,
      fragmentShader,
      uniforms: { text: { value: this.#texture }, opacity: { value: 0 } },
      transparent: true,
      premultipliedAlpha: true,
      depthTest: false,
      depthWrite: false,
      toneMapped: false,
    });
    this.mesh = new Mesh(new PlaneGeometry(1, 1), material);
    this.mesh.matrixAutoUpdate = false;
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = 1001;
    this.mesh.visible = false;
  }

  /** @param height Metres. @param opacity [0, 1] */
  place(centre: Vector, eye: Vector, up: Vector, height: number, opacity: number): void {
    const { mesh } = this;
    mesh.visible = opacity > 0;
    const uniform = mesh.material.uniforms["opacity"];
    if (uniform !== undefined) uniform.value = opacity;
    normal.copy(eye).sub(centre).normalize();
    right.copy(up).cross(normal).normalize();
    top.crossVectors(normal, right);
    basis.makeBasis(right.multiplyScalar(height * this.width), top.multiplyScalar(height), normal);
    mesh.matrix.copy(basis).setPosition(centre.x, centre.y, centre.z);
    mesh.matrixWorldNeedsUpdate = true;
  }

  dispose(): void {
    this.mesh.removeFromParent();
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
    this.#texture.dispose();
  }
}

function draw(text: string, font: string): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const letters = `600 ${LETTERS}px ${font}`;
  if (context !== null) context.font = letters;
  const width = context?.measureText(text).width ?? HEIGHT;
  canvas.width = Math.ceil(Math.min(WIDEST, width + 2 * SIDES));
  canvas.height = HEIGHT;
  if (context === null) return canvas;
  context.beginPath();
  context.roundRect(2, 2, canvas.width - 4, HEIGHT - 4, HEIGHT / 2);
  context.fillStyle = "rgb(20 16 13 / 94%)";
  context.fill();
  context.strokeStyle = "rgb(249 241 231 / 70%)";
  context.lineWidth = 3;
  context.stroke();
  // Another size of the canvas has made it forget.
  context.font = letters;
  context.fillStyle = "#f9f1e7";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, canvas.width / 2, HEIGHT / 2 + LETTERS * 0.04, canvas.width - 2 * SIDES);
  return canvas;
}
