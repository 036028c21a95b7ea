import {
  Camera,
  Color,
  Group,
  LinearSRGBColorSpace,
  Mesh,
  MeshBasicMaterial,
  Scene,
  WebGLRenderer,
  type BufferGeometry,
  type Object3D,
} from "three";
import type { DishTruth, RoomView } from "../types";
import { DISHES, type DishModel } from "./dishes";
import { foodMesh, wallMesh } from "./dish-mesh";
import { dishShadow, furniture, hand } from "./furniture";
import { TABLE } from "./planes";
import { TruthPass } from "./truth-pass";

/** Value of the hand in id pictures. */
const HAND_ID = 255;

/** From light to display values, nearly. */
const DISPLAY_GAMMA = 2.2;

/** Where the scene's picture is, from the page. */
const PICTURE = `${import.meta.env.BASE_URL}demo/meal-above.jpg`;

/** Part of a canvas, pixels from its bottom left. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A small room with a table and dishes, and those who look at it. */
export class Room {
  /** Whether the page's GL is drawn by the processor: then pictures are small, and their edges are not smooth. */
  readonly software = isSoftware();
  readonly renderer = createRenderer(!this.software);
  #aside: WebGLRenderer | null = null;
  readonly #scene = new Scene();
  readonly #camera = new Camera();
  readonly #dishes = new Map<number, { model: DishModel; group: Group }>();
  readonly #hand = hand();
  readonly #truth: TruthPass;
  /** Materials and their colours in usual light. */
  readonly #colours = new Map<MeshBasicMaterial, Color>();

  static async open(): Promise<Room> {
    const response = await fetch(new URL(PICTURE, document.baseURI), { mode: "same-origin" });
    if (!response.ok) throw new Error(`The room's food could not be fetched: the server answered ${response.status}.`);
    const picture = await createImageBitmap(await response.blob());
    const room = new Room(picture);
    picture.close();
    return room;
  }

  private constructor(picture: ImageBitmap) {
    this.#camera.matrixAutoUpdate = false;
    this.#camera.matrixWorldAutoUpdate = false;
    this.#scene.add(...furniture());
    for (const model of DISHES) {
      const group = new Group();
      const solid = [foodMesh(model, picture), wallMesh(model)];
      for (const mesh of solid) mesh.userData["truth"] = model.id;
      group.add(...solid, dishShadow(model.radius));
      group.position.set(model.start.x, TABLE.height, model.start.z);
      this.#scene.add(group);
      this.#dishes.set(model.id, { model, group });
    }
    this.#hand.visible = false;
    this.#hand.traverse((part) => {
      part.userData["truth"] = HAND_ID;
    });
    this.#scene.add(this.#hand);
    for (const { material } of meshes(this.#scene)) this.#colours.set(material, material.color.clone());
    this.#truth = new TruthPass(this.renderer, this.#scene, meshes(this.#scene));
  }

  get canvas(): HTMLCanvasElement {
    return this.renderer.domElement;
  }

  get dishes(): DishTruth[] {
    return [...this.#dishes.values()].map(({ model, group }) => ({
      id: model.id,
      kind: model.kind,
      centre: [group.position.x, group.position.y, group.position.z],
      radius: model.radius,
      rimHeight: model.rimHeight,
      heightAt: model.heightAt,
    }));
  }

  moveDish(id: number, x: number, z: number): void {
    const dish = this.#dishes.get(id);
    if (dish === undefined)
      throw new RangeError(`There is no dish ${id}: they are ${[...this.#dishes.keys()].join(", ")}.`);
    dish.group.position.set(x, TABLE.height, z);
  }

  setHand(palm: readonly [number, number, number] | null): void {
    this.#hand.visible = palm !== null;
    if (palm !== null) this.#hand.position.set(...palm);
  }

  setLight(intensity: number, colour: readonly [number, number, number]): void {
    const shown = new Color().setRGB(...shownOf(colour, intensity));
    for (const [material, usual] of this.#colours) material.color.copy(usual).multiply(shown);
  }

  /** Draws views side by side into the canvas, which is resized first where it must be. */
  render(width: number, height: number, views: readonly { readonly view: RoomView; readonly at: Viewport }[]): void {
    draw(this.renderer, width, height, (renderer) => {
      renderer.setScissorTest(true);
      for (const { view, at } of views) {
        renderer.setViewport(at.x, at.y, at.width, at.height);
        renderer.setScissor(at.x, at.y, at.width, at.height);
        renderer.clear();
        renderer.render(this.#scene, this.#look(view));
      }
    });
  }

  /** A picture from elsewhere, in a canvas of its own that is overwritten by the next one; valid for this task. */
  aside(view: RoomView, width: number, height: number): HTMLCanvasElement {
    this.#aside ??= createRenderer(!this.software);
    draw(this.#aside, width, height, (renderer) => {
      renderer.setViewport(0, 0, width, height);
      renderer.clear();
      renderer.render(this.#scene, this.#look(view));
    });
    return this.#aside.domElement;
  }

  /** Ids and distances: pairs, rows from the top; id 0 where no dish and no hand is, distance 0 where there is nothing. */
  truth(view: RoomView, width: number, height: number): Float32Array {
    return this.#truth.read(this.#look(view), width, height);
  }

  #look({ pose, projection }: RoomView): Camera {
    const camera = this.#camera;
    camera.matrixWorld.fromArray(Array.from(pose));
    camera.matrixWorldInverse.copy(camera.matrixWorld).invert();
    camera.projectionMatrix.fromArray(Array.from(projection));
    camera.projectionMatrixInverse.copy(camera.projectionMatrix).invert();
    return camera;
  }
}

function createRenderer(antialias: boolean): WebGLRenderer {
  const renderer = new WebGLRenderer({ antialias, alpha: false });
  renderer.autoClear = false;
  // Bytes in, bytes out, whatever the page has made of three's colour management.
  renderer.outputColorSpace = LinearSRGBColorSpace;
  return renderer;
}

function shownOf([r, g, b]: readonly [number, number, number], intensity: number): [number, number, number] {
  const shown = (light: number) => (light * intensity) ** (1 / DISPLAY_GAMMA);
  return [shown(r), shown(g), shown(b)];
}

function isSoftware(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2");
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  const name = String(info ? gl?.getParameter(info.UNMASKED_RENDERER_WEBGL) : "");
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}

function draw(renderer: WebGLRenderer, width: number, height: number, paint: (renderer: WebGLRenderer) => void): void {
  const { domElement } = renderer;
  if (domElement.width !== width || domElement.height !== height) renderer.setSize(width, height, false);
  renderer.setRenderTarget(null);
  renderer.setScissorTest(false);
  paint(renderer);
}

function meshes(root: Object3D): Mesh<BufferGeometry, MeshBasicMaterial>[] {
  const found: Mesh<BufferGeometry, MeshBasicMaterial>[] = [];
  root.traverse((object) => {
    if (object instanceof Mesh && object.material instanceof MeshBasicMaterial) found.push(object);
  });
  return found;
}
