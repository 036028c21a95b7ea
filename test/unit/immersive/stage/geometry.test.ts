import { Matrix4, PerspectiveCamera, Vector3, Vector4 } from "three";
import { describe, expect, test } from "vitest";
import { DepthTexture } from "../../../../src/immersive/stage/depth-texture";
import { DishGeometry } from "../../../../src/immersive/stage/dish-geometry";
import { projectToPart, wholeFrame } from "../../../../src/immersive/stage/projection";
import { TableLight, tint } from "../../../../src/immersive/stage/room-tint";
import type { Rgb } from "../../../../src/immersive/stage/room-tint";

const bowl = { radius: 0.08, rimHeight: 0.06, shape: null };

describe("the mesh of a dish", () => {
  test("stands on the table, reaches to the rim and a little farther, and looks outwards everywhere", () => {
    const made = new DishGeometry();
    expect(made.fit(bowl)).toBe(true);
    const { position, normal } = made.geometry.attributes;
    const index = made.geometry.getIndex();
    if (position === undefined || normal === undefined || index === null) throw new Error("no mesh");
    let [widest, highest, lowest] = [0, 0, 1];
    for (let i = 0; i < position.count; i++) {
      widest = Math.max(widest, Math.hypot(position.getX(i), position.getZ(i)));
      highest = Math.max(highest, position.getY(i));
      lowest = Math.min(lowest, position.getY(i));
    }
    expect(widest).toBeCloseTo(0.084);
    expect(highest).toBeCloseTo(0.06);
    expect(lowest).toBe(0);
    const [a, b, c] = [new Vector3(), new Vector3(), new Vector3()];
    let wrong = 0;
    for (let i = 0; i < index.count; i += 3) {
      a.fromBufferAttribute(position, index.getX(i));
      b.fromBufferAttribute(position, index.getX(i + 1)).sub(a);
      c.fromBufferAttribute(position, index.getX(i + 2)).sub(a);
      const face = b.cross(c);
      const said = new Vector3().fromBufferAttribute(normal, index.getX(i + 1));
      if (face.length() > 1e-9 && face.dot(said) <= 0) wrong++;
    }
    expect(wrong).toBe(0);
  });

  test("is written anew only where the estimate has changed", () => {
    const made = new DishGeometry();
    made.fit(bowl);
    expect(made.fit({ ...bowl })).toBe(false);
    expect(made.fit({ ...bowl, radius: 0.0804 })).toBe(false);
    expect(made.fit({ ...bowl, radius: 0.083 })).toBe(true);
    const shape = { rings: 2, sectors: 1, heights: Float32Array.of(0.03, 0.05) };
    expect(made.fit({ ...bowl, radius: 0.083, shape })).toBe(true);
    expect(made.geometry.attributes["position"]?.getY(0)).toBeCloseTo(0.03);
  });
});

describe("projection into a part of a frame", () => {
  const camera = new PerspectiveCamera(50, 4 / 3, 0.05, 20);
  camera.position.set(0.1, 0.5, 0.4);
  camera.lookAt(0, 0, 0);
  camera.updateMatrixWorld();
  const view = {
    pose: new Float32Array(camera.matrixWorld.elements),
    projection: new Float32Array(camera.projectionMatrix.elements),
    table: 1,
  };
  const project = (part: Parameters<typeof projectToPart>[1], point: Vector3) => {
    const into = new Matrix4();
    projectToPart(view, part, into);
    const { x, y, w } = new Vector4(point.x, point.y, point.z, 1).applyMatrix4(into);
    return { u: x / w, v: y / w, w };
  };

  test("over the whole frame: left and top are 0, and w is the distance along the camera's axis", () => {
    const ahead = camera.getWorldDirection(new Vector3());
    const centre = project(wholeFrame, camera.position.clone().addScaledVector(ahead, 0.7));
    expect(centre.u).toBeCloseTo(0.5);
    expect(centre.v).toBeCloseTo(0.5);
    expect(centre.w).toBeCloseTo(0.7);
    const corner = project(wholeFrame, new Vector3(-1, 1, 0.5).unproject(camera));
    expect(corner.u).toBeCloseTo(0);
    expect(corner.v).toBeCloseTo(0);
  });

  test("over a square: pixels of the frame become parts of the square", () => {
    const part = { roi: { cx: 200, cy: 100, size: 80 }, frameWidth: 640, frameHeight: 480 };
    // Pixel (220, 130): x = 2 * 220 / 640 - 1, y = 1 - 2 * 130 / 480.
    const point = new Vector3((2 * 220) / 640 - 1, 1 - (2 * 130) / 480, 0.9).unproject(camera);
    const { u, v } = project(part, point);
    expect(u).toBeCloseTo((220 - 160) / 80);
    expect(v).toBeCloseTo((130 - 60) / 80);
  });
});

describe("measured distances", () => {
  const view = { pose: new Float32Array(new Matrix4().elements), projection: new Float32Array(16), table: 3 };
  const projection = new PerspectiveCamera(90, 1, 0.1, 10).projectionMatrix;
  // As of a phone held sideways: the depth picture's x runs up, its y to the right.
  const turned = new Matrix4().set(0, -1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  const depth = {
    view: { ...view, projection: new Float32Array(projection.elements) },
    width: 4,
    height: 2,
    at: () => 0,
    raw: {
      data: new Uint16Array(8).fill(1234).buffer,
      format: "luminance-alpha",
      metres: 0.001,
      matrix: new Float32Array(turned.elements),
    },
  } as const;

  test("bytes become metres, and places of table space those of the depth picture, however it is turned", () => {
    const texture = new DepthTexture();
    texture.set(depth, 3);
    expect(texture.size.toArray()).toEqual([4, 2]);
    const [low = 0, high = 0] = new Uint8Array(depth.raw.data);
    expect((low / 255) * texture.metres.x + (high / 255) * texture.metres.y).toBeCloseTo(1.234);
    // Right of the middle and below it, two metres ahead: normalised view coordinates (0.75, 0.625).
    const { x, y, w } = new Vector4(1, -0.5, -2, 1).applyMatrix4(texture.from);
    expect(w).toBeCloseTo(2);
    expect(x / w).toBeCloseTo(1 - 0.625);
    expect(y / w).toBeCloseTo(0.75);
  });

  test("of another table, or on the GPU alone, they are not used", () => {
    const texture = new DepthTexture();
    texture.set(depth, 3);
    texture.set(depth, 4);
    expect(texture.size.x).toBe(0);
    texture.set({ ...depth, raw: null }, 3);
    expect(texture.size.x).toBe(0);
    texture.set({ ...depth, raw: { ...depth.raw, data: new Float32Array(8).buffer, format: "float32", metres: 1 } }, 3);
    expect(texture.metres.toArray()).toEqual([1, 0]);
  });
});

describe("the light of the room", () => {
  const lightOf = (value: number, direction: readonly [number, number, number] = [0, 1, 0]) => {
    const harmonics = new Float32Array(27).fill(value, 0, 3);
    return { harmonics, primary: [value, value, value] as const, direction };
  };
  const gains = (before: Readonly<Rgb>, now: Readonly<Rgb>) => {
    const into = { values: [0, 0, 0], set: (r: number, g: number, b: number) => (into.values = [r, g, b]) };
    tint(before, now, into);
    return into.values;
  };

  test("is taken as it is at first, and then followed without a jump", () => {
    const light = new TableLight();
    expect(light.known).toBe(false);
    light.follow(null, 16);
    expect(light.known).toBe(false);
    light.follow(lightOf(1), 16);
    const [first] = light.now;
    let before = first;
    for (let time = 0; time < 2000; time += 16) {
      light.follow(lightOf(10), 16);
      expect(light.now[0]).toBeGreaterThanOrEqual(before);
      expect(light.now[0] / before).toBeLessThan(1.1);
      before = light.now[0];
    }
    expect(before / first).toBeCloseTo(10, 1);
  });

  test("from below, the main light does not count", () => {
    const light = new TableLight();
    light.follow(lightOf(1, [0, -1, 0]), 16);
    expect(light.now[0]).toBeCloseTo(Math.sqrt(Math.PI) / 2);
  });

  test("changes nothing where it is the same, and little where it is of another colour", () => {
    expect(gains([1, 1, 1], [1, 1, 1])).toEqual([1, 1, 1]);
    const warm = gains([1, 1, 1], [2, 1, 0.3]);
    expect(warm[0]).toBeLessThan(1.2);
    expect(warm[2]).toBeGreaterThan(0.85);
    const bright = gains([1, 1, 1], [1000, 1000, 1000]);
    expect(bright[0]).toBeCloseTo(2 ** 0.6);
    expect(gains([1000, 1000, 1000], [1, 1, 1])[0]).toBeCloseTo(2 ** -0.6);
  });
});
