import {
  FloatType,
  NearestFilter,
  ShaderMaterial,
  WebGLRenderTarget,
  type Camera,
  type Material,
  type Mesh,
  type Scene,
  type WebGLRenderer,
} from "three";

/** Draws what each pixel shows and how far it is, and reads it back. */
export class TruthPass {
  readonly #renderer: WebGLRenderer;
  readonly #scene: Scene;
  readonly #swaps: { readonly mesh: Mesh; readonly usual: Material | Material[]; readonly truth: ShaderMaterial }[] =
    [];
  readonly #target = new WebGLRenderTarget(1, 1, {
    type: FloatType,
    minFilter: NearestFilter,
    magFilter: NearestFilter,
    generateMipmaps: false,
  });
  #pixels = new Float32Array();

  constructor(renderer: WebGLRenderer, scene: Scene, meshes: readonly Mesh[]) {
    this.#renderer = renderer;
    this.#scene = scene;
    for (const mesh of meshes) {
      const id: unknown = mesh.userData["truth"];
      const truth = new ShaderMaterial({
        uniforms: { id: { value: typeof id === "number" ? id : 0 } },
        vertexShader: VERTEX,
        fragmentShader: FRAGMENT,
      });
      // Shadows are light, not things.
      if (!Array.isArray(mesh.material) && mesh.material.transparent) truth.visible = false;
      this.#swaps.push({ mesh, usual: mesh.material, truth });
    }
  }

  /** @returns Pairs of id and distance along -z, metres; rows from the top. */
  read(camera: Camera, width: number, height: number): Float32Array {
    this.#target.setSize(width, height);
    for (const { mesh, truth } of this.#swaps) mesh.material = truth;
    this.#renderer.setRenderTarget(this.#target);
    this.#renderer.setScissorTest(false);
    this.#renderer.setClearColor(0x00_00_00, 0);
    this.#renderer.clear();
    this.#renderer.render(this.#scene, camera);
    for (const { mesh, usual } of this.#swaps) mesh.material = usual;
    if (this.#pixels.length !== width * height * 4) this.#pixels = new Float32Array(width * height * 4);
    this.#renderer.readRenderTargetPixels(this.#target, 0, 0, width, height, this.#pixels);
    this.#renderer.setRenderTarget(null);
    this.#renderer.setClearColor(0x00_00_00, 1);

    const result = new Float32Array(width * height * 2);
    for (let row = 0; row < height; row++) {
      const from = (height - 1 - row) * width * 4;
      const to = row * width * 2;
      for (let column = 0; column < width; column++) {
        result[to + column * 2] = this.#pixels[from + column * 4] ?? 0;
        result[to + column * 2 + 1] = this.#pixels[from + column * 4 + 1] ?? 0;
      }
    }
    return result;
  }
}

const VERTEX = `
varying float distance_;
void main() {
  vec4 place = modelViewMatrix * vec4(position, 1.0);
  distance_ = -place.z;
  gl_Position = projectionMatrix * place;
}`;

const FRAGMENT = `
uniform float id;
varying float distance_;
void main() {
  gl_FragColor = vec4(id, distance_, 0.0, 1.0);
}`;
