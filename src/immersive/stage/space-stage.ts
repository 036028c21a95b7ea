import { Group, PerspectiveCamera, Scene } from "three";
import type { WebGLRenderer, WebGLRenderTarget } from "three";
import { NothingToCaptureError } from "../../compositor/errors";
import type { Matrix } from "../../space";
import type { SpaceLayer, SpaceStage, Surroundings, XrMoment } from "../types";
import { captureScene } from "./capture";
import { DepthTexture } from "./depth-texture";
import { DishDrawing } from "./dish-drawing";
import { TableLight } from "./room-tint";
import { SpaceSlots } from "./space-slots";

/** Time in which the whole effect comes and goes ("hold to see the original"), ms: quick, but not a flash. */
const strengthMs = 140;
/** Metres: nearer than the nearest hand that holds a phone, farther than any table. */
const nearest = 0.05;
const farthest = 30;

/** An eye, where no session says which: reference space from eye, and its projection. */
export interface Eye {
  readonly pose: Matrix;
  readonly projection: Matrix;
}

type Around = Pick<Surroundings, "table" | "light" | "depth">;

/**
 * Draws each dish as a mesh that stands on the table, with the patches projected on it from where they were taken.
 * Everything else stays transparent.
 */
export class DishStage implements SpaceStage {
  readonly overlay = new Group();
  readonly headUp = new Group();
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(60, 1, nearest, farthest);
  readonly #onTable = new Group();
  readonly #slots = new SpaceSlots();
  readonly #drawings = this.#slots.slots.map((slot) => new DishDrawing(slot));
  readonly #depth = new DepthTexture();
  readonly #light = new TableLight();
  #layers: readonly SpaceLayer[] = [];
  #layer: WebGLRenderTarget | null = null;
  #eye: Eye | null = null;
  #table = 0;
  #wantedStrength = 1;
  #strength = 1;
  #drawnAt: number | null = null;
  /** Whose turn it is to upload a patch. */
  #turn = 0;

  private constructor(renderer: WebGLRenderer) {
    this.#renderer = renderer;
    this.#onTable.matrixAutoUpdate = false;
    this.#onTable.add(...this.#drawings.map(({ mesh }) => mesh), this.overlay);
    // Over the dishes, and what goes with the head over all.
    this.overlay.renderOrder = 1;
    this.headUp.renderOrder = 2;
    this.#camera.add(this.headUp);
    this.#scene.add(this.#onTable, this.#camera);
  }

  /** Compiles the shaders, where the browser can in the background, so that the first dish does not stall. */
  static async create(renderer: WebGLRenderer): Promise<DishStage> {
    const stage = new DishStage(renderer);
    await renderer.compileAsync(stage.#scene, stage.#camera);
    return stage;
  }

  setLayers(layers: readonly SpaceLayer[]): void {
    this.#slots.show(layers);
    this.#layers = layers;
  }

  setStrength(strength: number): void {
    this.#wantedStrength = Math.min(1, Math.max(0, strength));
  }

  /** To be called when the session's layer is ready to be drawn on, before others draw anywhere else. */
  beginFrame(): void {
    this.#layer = this.#renderer.getRenderTarget();
  }

  draw({ now, viewer }: XrMoment, around: Around): void {
    this.#prepare(now, around);
    this.#renderer.setRenderTarget(this.#layer);
    this.#renderer.render(this.#scene, this.#camera);
    const [view] = viewer.views;
    if (view !== undefined) this.#eye = { pose: view.transform.matrix, projection: view.projectionMatrix };
  }

  /** Draws for one eye alone, on whatever the renderer draws on: where there is no session. */
  drawFor(eye: Eye, now: number, around: Around): void {
    this.#prepare(now, around);
    this.#look(eye);
    this.#renderer.render(this.#scene, this.#camera);
    this.#eye = eye;
  }

  /**
   * What this layer showed last, without the room, to the first eye: a session's own canvas cannot be read.
   * @throws NothingToCaptureError before anything was drawn.
   */
  async capture(width: number, height: number): Promise<ImageBitmap> {
    if (this.#eye === null) throw new NothingToCaptureError("Nothing was drawn yet; capture after the first frame.");
    this.#look(this.#eye);
    return captureScene(this.#renderer, this.#scene, this.#camera, width, height);
  }

  dispose(): void {
    this.#layers = [];
    for (const drawing of this.#drawings) drawing.dispose();
    this.#depth.dispose();
  }

  #prepare(now: number, { table, light, depth }: Around): void {
    const elapsed = Math.max(0, now - (this.#drawnAt ?? now));
    this.#drawnAt = now;
    if (table !== null && table.id !== this.#table) this.#take(table.id);
    this.#onTable.visible = table !== null;
    if (table !== null) this.#onTable.matrix.fromArray(table.pose);
    this.#onTable.matrixWorldNeedsUpdate = true;
    this.#ease(elapsed);
    this.#slots.advance(now);
    this.#light.follow(light, elapsed);
    this.#depth.set(depth, this.#table);
    this.#upload(now);
    for (const drawing of this.#drawings) drawing.place(this.#strength, this.#light, this.#depth);
  }

  /** Another table space: what was projected in the one before says nothing in this. */
  #take(table: number): void {
    this.#table = table;
    for (const slot of this.#slots.slots) slot.clear();
    this.#slots.show(this.#layers);
  }

  #ease(elapsed: number): void {
    const step = elapsed / strengthMs;
    this.#strength += Math.max(-step, Math.min(step, this.#wantedStrength - this.#strength));
  }

  /** At most one patch a frame, in turn; masks are small. */
  #upload(now: number): void {
    for (const drawing of this.#drawings) drawing.takeMask(this.#table, now);
    const count = this.#drawings.length;
    for (let step = 1; step <= count; step++) {
      const next = (this.#turn + step) % count;
      if (this.#drawings[next]?.takePatch(this.#table, this.#light, now) !== true) continue;
      this.#turn = next;
      return;
    }
  }

  #look({ pose, projection }: Eye): void {
    this.#camera.matrix.fromArray(pose).decompose(this.#camera.position, this.#camera.quaternion, this.#camera.scale);
    this.#camera.projectionMatrix.fromArray(projection);
    this.#camera.projectionMatrixInverse.copy(this.#camera.projectionMatrix).invert();
  }
}
