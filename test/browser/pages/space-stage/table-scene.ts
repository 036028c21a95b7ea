import {
  BufferGeometry,
  Color,
  DataTexture,
  DoubleSide,
  Float32BufferAttribute,
  LinearFilter,
  Mesh,
  PerspectiveCamera,
} from "three";
import { LinearMipmapLinearFilter, MeshBasicMaterial, RGBAFormat, Scene } from "three";
import type { WebGLRenderer } from "three";
import { proxyHeight, wallRadius } from "../../../../src/space";
import type { CameraView, ProxyDish } from "../../../../src/space";

/** A dish as it truly is, with its place on the table and its seed. */
export interface TrueDish extends ProxyDish {
  readonly x: number;
  readonly z: number;
  readonly seed: number;
  /** Colour of the wall; dots where there is none. */
  readonly wall?: number;
}

/** Draws true dishes on a grey table, from any view. */
export class TableScene {
  readonly #renderer: WebGLRenderer;
  readonly #dishes: readonly { readonly food: Mesh; readonly wall: Mesh }[];
  readonly #scene = new Scene();

  constructor(renderer: WebGLRenderer, dishes: readonly TrueDish[]) {
    this.#renderer = renderer;
    this.#dishes = dishes.map((dish) => {
      const dots = dotTexture(dish.seed);
      const food = new Mesh(foodOf(dish), new MeshBasicMaterial({ map: dots, side: DoubleSide }));
      const wallColours = dish.wall === undefined ? { map: dots } : { color: dish.wall };
      const wall = new Mesh(wallOf(dish), new MeshBasicMaterial({ ...wallColours, side: DoubleSide }));
      for (const mesh of [food, wall]) {
        mesh.position.set(dish.x, 0, dish.z);
        this.#scene.add(mesh);
      }
      return { food, wall };
    });
  }

  /** The picture, or the mask of one dish: white where it is seen. */
  render(view: CameraView, width: number, height: number, maskOf: number | null = null): ImageData {
    this.#renderer.setSize(width, height, false);
    this.#scene.background = new Color(maskOf === null ? 0x777777 : 0x000000);
    const kept = this.#dishes.map(({ food, wall }) => [food.material, wall.material] as const);
    if (maskOf !== null) {
      for (const [i, { food, wall }] of this.#dishes.entries()) {
        const flat = new MeshBasicMaterial({ color: i === maskOf ? 0xffffff : 0x000000, side: DoubleSide });
        food.material = flat;
        wall.material = flat;
      }
    }
    this.#renderer.render(this.#scene, cameraOf(view));
    for (const [i, { food, wall }] of this.#dishes.entries()) {
      food.material = kept[i]?.[0] ?? food.material;
      wall.material = kept[i]?.[1] ?? wall.material;
    }
    return pixelsOf(this.#renderer.domElement);
  }
}

export function cameraOf({ pose, projection }: CameraView): PerspectiveCamera {
  const camera = new PerspectiveCamera();
  camera.matrix.fromArray(pose).decompose(camera.position, camera.quaternion, camera.scale);
  camera.projectionMatrix.fromArray(projection);
  camera.projectionMatrixInverse.copy(camera.projectionMatrix).invert();
  return camera;
}

export function pixelsOf(canvas: HTMLCanvasElement): ImageData {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no 2D canvas");
  context.drawImage(canvas, 0, 0);
  return context.getImageData(0, 0, copy.width, copy.height);
}

/** Blobs of all sizes: no two places of it look alike. */
function dotTexture(seed: number): DataTexture {
  const side = 512;
  const data = new Uint8Array(side * side * 4);
  for (let i = 0; i < data.length; i += 4) data.set([226, 202, 150, 255], i);
  let random = seed * 7919 + 1;
  const next = () => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return random / 2 ** 32;
  };
  for (let dot = 0; dot < 700; dot++) {
    const [cx, cy, radius] = [next() * side, next() * side, 3 + next() * 10];
    const colour = [next() * 255, next() * 200, next() * 120, 255];
    for (let y = Math.floor(cy - radius); y <= cy + radius; y++) {
      for (let x = Math.floor(cx - radius); x <= cx + radius; x++) {
        if (x < 0 || y < 0 || x >= side || y >= side || Math.hypot(x - cx, y - cy) > radius) continue;
        data.set(colour, (y * side + x) * 4);
      }
    }
  }
  const texture = new DataTexture(data, side, side, RGBAFormat);
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.generateMipmaps = true;
  texture.anisotropy = 8;
  texture.needsUpdate = true;
  return texture;
}

const sectors = 96;
const rings = 60;

function foodOf(dish: ProxyDish): BufferGeometry {
  return surface(rings, (row, angle) => {
    const distance = (dish.radius * row) / rings;
    const [x, z] = [Math.cos(angle) * distance, Math.sin(angle) * distance];
    const from = 0.5 / dish.radius;
    return [x, proxyHeight(dish, distance, angle), z, 0.5 + x * from * 0.98, 0.5 + z * from * 0.98];
  });
}

function wallOf(dish: ProxyDish): BufferGeometry {
  return surface(8, (row, angle) => {
    const height = proxyHeight(dish, dish.radius, angle) * (1 - row / 8);
    const distance = wallRadius(dish, height);
    const around = Math.abs(angle / Math.PI - 1);
    return [Math.cos(angle) * distance, height, Math.sin(angle) * distance, around, height / 0.2];
  });
}

type Corner = readonly [x: number, y: number, z: number, u: number, v: number];

function surface(count: number, at: (row: number, angle: number) => Corner): BufferGeometry {
  const position: number[] = [];
  const uv: number[] = [];
  const index: number[] = [];
  for (let row = 0; row <= count; row++) {
    for (let column = 0; column <= sectors; column++) {
      const [x, y, z, u, v] = at(row, (2 * Math.PI * column) / sectors);
      position.push(x, y, z);
      uv.push(u, v);
      if (row === count || column === sectors) continue;
      const a = row * (sectors + 1) + column;
      const c = a + sectors + 1;
      index.push(a, a + 1, c + 1, a, c + 1, c);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setIndex(index);
  geometry.setAttribute("position", new Float32BufferAttribute(position, 3));
  geometry.setAttribute("uv", new Float32BufferAttribute(uv, 2));
  return geometry;
}
