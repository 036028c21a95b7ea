/**
 * The controls of an immersive session, drawn by the stage's own renderer from where somebody would stand. The session is
 * one in memory: what it says of heads and hands is what `spaceControls.show` is asked for.
 */
import { CircleGeometry, Group, Matrix4, Mesh, MeshBasicMaterial, PerspectiveCamera, Scene, Vector3 } from "three";
import { createControls } from "../../../src/immersive/controls";
import { createRenderer } from "../../../src/immersive/stage/open-stage";
import type { SpaceChoice, SpaceControls, SpaceDish, XrMoment } from "../../../src/immersive/types";

export interface Situation {
  /** Of the eye from the first dish, metres. */
  readonly distance: number;
  /** Above the table, degrees. */
  readonly above: number;
  readonly language: "en" | "ja";
  /** Behind everything, as CSS. */
  readonly ground: string;
  /** Index of the button that is pointed at; -1 for none. */
  readonly pointed?: number;
  readonly dishes?: number;
  /** Milliseconds since the pointer came to where it is. */
  readonly settle?: number;
  readonly hints?: boolean;
  readonly reducedMotion?: boolean;
}

interface SpaceControlsPage {
  readonly calls: string[];
  show(situation: Situation): Promise<void>;
  /** RGBA of the drawn picture over nothing, at a fraction of its width and height; premultiplied. */
  pixel(x: number, y: number): readonly number[];
  /** Where points of the first dish's rim are seen, as fractions of the picture. */
  rim(): readonly (readonly [x: number, y: number])[];
  /** Where the buttons are seen, in the order of their drawing, and half their height, as fractions of the picture. */
  buttons(): readonly { readonly x: number; readonly y: number; readonly radius: number }[];
  /** Script time of `update`, ms, over so many frames: median and 95th percentile. */
  measure(frames: number): { readonly median: number; readonly p95: number };
  /** Ends the controls; what is left on the GPU. */
  end(): { readonly textures: number; readonly geometries: number };
}

declare global {
  var spaceControls: SpaceControlsPage;
}

const names = [
  ["bibimbap", "Bibimbap", "ビビンバ"],
  ["biryani", "Biryani", "ビリヤニ"],
  ["curry_rice", "Curry rice", "カレーライス"],
  ["hiyashi_chuka", "Chilled noodles", "冷やし中華"],
  ["khao_kha_mu", "Braised pork rice", "カオカームー"],
  ["khao_soi", "Curry noodles", "カオソーイ"],
  ["pad_see_ew", "Fried noodles", "パッシーイウ"],
  ["pad_thai", "Pad Thai", "パッタイ"],
  ["ramen", "Ramen", "ラーメン"],
  ["tom_yum", "Tom yum", "トムヤム"],
] as const;

const words = {
  en: { all: "All dishes", leave: "Leave", hintSelect: "Point at a dish and tap", hintLook: "Look", hintHold: "Hold" },
  ja: { all: "すべての料理", leave: "終わる", hintSelect: "料理を指してタップ", hintLook: "見る", hintHold: "長押し" },
};

const canvas = document.querySelector("canvas");
if (canvas === null) throw new Error("the page has no canvas");
document.body.style.cssText = "margin: 0; font-family: var(--sans)";
const renderer = createRenderer(canvas);
renderer.setSize(canvas.width, canvas.height, false);
const camera = new PerspectiveCamera(44, canvas.width / canvas.height, 0.05, 20);
/** As of the last drawing, rows from below. */
const picture = new Uint8Array(canvas.width * canvas.height * 4);
const calls: string[] = [];

interface Open {
  readonly scene: Scene;
  readonly controls: SpaceControls;
  readonly dishes: readonly SpaceDish[];
  readonly update: (time: number) => void;
}
let open: Open | null = null;

/** Plates of paper, which stand for the dishes. */
const drawDish = (scene: Scene, { x, z, radius, rimHeight }: SpaceDish) => {
  const mesh = new Mesh(new CircleGeometry(radius, 64), new MeshBasicMaterial({ color: "#b9714a" }));
  mesh.rotateX(-Math.PI / 2).position.set(x, rimHeight, z);
  scene.add(mesh);
};

const dishAt = (id: number, x: number, z: number): SpaceDish => ({
  id,
  x,
  z,
  radius: 0.09,
  rimHeight: 0.05,
  shape: null,
  mask: { width: 1, height: 1, data: new Uint8Array(1) },
  moved: { x: 0, z: 0 },
  maskView: { pose: new Float32Array(16), projection: new Float32Array(16), table: 1 },
  confidence: 1,
  seenAt: 0,
});

const start = (situation: Situation): Open => {
  const { language, hints = false, reducedMotion = true } = situation;
  const scene = new Scene();
  const overlay = new Group();
  scene.add(overlay);
  const all = [dishAt(1, 0, 0), dishAt(2, 0.42, -0.05), dishAt(3, -0.4, 0.02)];
  const dishes = all.slice(0, situation.dishes ?? 1);
  for (const dish of dishes) drawDish(scene, dish);

  const ray = { matrix: new Matrix4() };
  const target = new EventTarget();
  const source = { targetRayMode: "tracked-pointer", targetRaySpace: ray, profiles: [], handedness: "right" };
  const session = Object.assign(target, { inputSources: [source] }) as unknown as XRSession;
  const pose = (matrix: Matrix4) => ({ transform: { matrix: Float32Array.from(matrix.elements) } });
  const frame = { getPose: (space: typeof ray) => pose(space.matrix) };

  const above = (situation.above * Math.PI) / 180;
  const eye = new Vector3(0, 0.05 + Math.sin(above) * situation.distance, Math.cos(above) * situation.distance);
  camera.position.copy(eye);
  camera.lookAt(0, 0.05, 0);
  camera.updateMatrixWorld();
  const choices: readonly SpaceChoice[] = names.map(([id, en, ja]) => ({
    id,
    name: language === "ja" ? ja : en,
    tile: `/models/lens/tiles/${id}.webp`,
  }));
  const controls = createControls({
    session,
    stage: { overlay },
    events: {
      onChoose: (dish, domain) => void calls.push(`choose ${dish ?? "all"} ${domain}`),
      onCompare: (shown) => void calls.push(`compare ${shown}`),
      onLeave: () => void calls.push("leave"),
    },
    texts: words[language],
    reducedMotion,
    firstTime: hints,
    onLearned: () => void calls.push("learned"),
    onSay: (text) => void calls.push(`say ${text}`),
  });
  controls.setChoices(choices, () => "ramen");

  let now = 1000;
  const table = { id: 1, pose: new Float32Array(new Matrix4().elements), source: "hit-test", anchored: true } as const;
  const update = (time: number) => {
    for (const until = now + time; now < until;) {
      now += 1000 / 72;
      const moment = { session, frame, space: {}, viewer: pose(camera.matrixWorld), now } as unknown as XrMoment;
      controls.update(moment, table, dishes);
    }
  };
  const point = (at: Vector3) => {
    const from = new Vector3(0.15, eye.y - 0.2, eye.z - 0.05);
    ray.matrix.lookAt(from, at, new Vector3(0, 1, 0)).setPosition(from);
  };
  const tap = () => {
    for (const type of ["selectstart", "select", "selectend"]) {
      target.dispatchEvent(Object.assign(new Event(type), { inputSource: source, frame }));
    }
  };

  point(new Vector3(3, 0.5, -2));
  update(300);
  if (hints) return { scene, controls, dishes, update };
  point(new Vector3(0, 0.05, 0));
  update(300);
  tap();
  update(40);
  const pointed = buttons(scene)[situation.pointed ?? -1];
  if (pointed !== undefined) point(pointed.centre);
  update(situation.settle ?? 600);
  return { scene, controls, dishes, update };
};

const seen = (point: Vector3): readonly [x: number, y: number] => {
  const at = point.clone().project(camera);
  return [(at.x + 1) / 2, (1 - at.y) / 2];
};

/** Where the buttons are, as the drawing has them. */
const buttons = (scene: Scene): { centre: Vector3; top: Vector3 }[] => {
  const found: { centre: Vector3; top: Vector3 }[] = [];
  scene.traverse((object) => {
    if (!(object instanceof Mesh)) return;
    const centre = object.geometry.getAttribute("centre");
    const upward = object.geometry.getAttribute("upward");
    const cell = object.geometry.getAttribute("cell");
    if (centre === undefined || upward === undefined || cell === undefined) return;
    for (let i = 0; i < object.geometry.instanceCount; i++) {
      if (cell.getZ(i) !== 0) continue;
      const at = new Vector3().fromBufferAttribute(centre, i);
      found.push({ centre: at, top: new Vector3().fromBufferAttribute(upward, i).add(at) });
    }
  });
  return found;
};

const draw = () => {
  if (open === null) return;
  renderer.render(open.scene, camera);
  const gl = renderer.getContext();
  gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, picture);
};

const end = () => {
  open?.controls.dispose();
  for (const child of open?.scene.children ?? []) {
    if (child instanceof Mesh) child.geometry.dispose();
  }
  open = null;
  const { textures, geometries } = renderer.info.memory;
  return { textures, geometries };
};

globalThis.spaceControls = {
  calls,
  async show(situation) {
    end();
    document.body.style.background = situation.ground;
    open = start(situation);
    // Pictures of the buttons come when they come.
    const tiles = names.map(async ([id]) => {
      const image = new Image();
      image.src = `/models/lens/tiles/${id}.webp`;
      await image.decode();
    });
    await Promise.all(tiles);
    await new Promise((resolve) => setTimeout(resolve, 50));
    open.update(14);
    draw();
  },
  pixel(x, y) {
    const at = (Math.round((1 - y) * canvas.height) * canvas.width + Math.round(x * canvas.width)) * 4;
    return [...picture.subarray(at, at + 4)];
  },
  rim() {
    return Array.from({ length: 24 }, (_, i) => {
      const turn = (i / 24) * 2 * Math.PI;
      // A little inside, where the dish is drawn whatever the rounding.
      return seen(new Vector3(Math.cos(turn) * 0.083, 0.05, Math.sin(turn) * 0.083));
    });
  },
  buttons() {
    return open === null
      ? []
      : buttons(open.scene).map(({ centre, top }) => {
          const [x, y] = seen(centre);
          return { x, y, radius: Math.abs(seen(top)[1] - y) };
        });
  },
  measure(frames) {
    const times: number[] = [];
    for (let i = 0; i < frames; i++) {
      camera.position.x = Math.sin(i / 30) * 0.25;
      camera.updateMatrixWorld();
      const begin = performance.now();
      open?.update(10);
      times.push(performance.now() - begin);
    }
    times.sort((a, b) => a - b);
    return { median: times[Math.floor(frames / 2)] ?? 0, p95: times[Math.floor(frames * 0.95)] ?? 0 };
  },
  end,
};
