import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findDishes } from "../../src/net/dish";
import { startHarness, type Harness, type View } from "./harness";
import type { EmulationPage } from "./pages/emulation";
import { expectNoEmulation, openEmulated } from "./xr/harness";
import { meetHeight, transform } from "./xr/room-maths";
import type { BareSession } from "./xr/session";

declare global {
  var emulationPage: EmulationPage;
  var bare: BareSession;
  var selected: string[];
  /** Mean red of what a camera's stream shows. */
  var redness: () => number;
  /** `mealshiftRoom`, which is there. */
  var room: NonNullable<typeof mealshiftRoom>;
}

const WIDTH = 320;
const HEIGHT = 240;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
});
afterAll(() => harness?.close());

/** A page in a device, its session begun and standing still. */
async function openDevice(device: string): Promise<View> {
  const view = await harness.open(`emulation.html?device=${device}`, { viewport: { width: WIDTH, height: HEIGHT } });
  await view.page.waitForFunction(() => "emulationPage" in globalThis);
  await view.page.evaluate(() => {
    if (globalThis.mealshiftRoom === undefined) throw new Error("no room");
    globalThis.room = globalThis.mealshiftRoom;
  });
  return view;
}

async function begin({ page }: View): Promise<void> {
  await page.evaluate(async () => {
    globalThis.bare = await globalThis.emulationPage.openSession();
    globalThis.room.pause();
    // The session's canvas takes its place in the first frame.
    globalThis.room.step(0);
  });
}

describe("a phone", () => {
  let view: View;
  beforeAll(async () => {
    view = await openDevice("phone");
  });

  test("refuses what it was told to, and says how", async () => {
    const names = await view.page.evaluate(async () => {
      const { room, emulationPage } = globalThis;
      const nameOf = (attempt: Promise<unknown>) =>
        attempt.then(
          () => "granted",
          (error: unknown) => (error instanceof DOMException ? error.name : String(error)),
        );
      room.refuse(["hit-test", "camera-access"]);
      const required = await nameOf(emulationPage.openSession({ requiredFeatures: ["hit-test"] }));
      const { session } = await emulationPage.openSession();
      const granted = session.enabledFeatures?.toSorted();
      const second = await nameOf(emulationPage.openSession());
      await room.endSession();
      room.refuse([]);
      room.setConsent(false);
      const unwilling = await nameOf(emulationPage.openSession());
      room.setConsent(true);
      return { required, granted, second, unwilling };
    });
    expect(names).toEqual({
      required: "NotSupportedError",
      granted: ["anchors", "depth-sensing", "light-estimation", "local", "local-floor", "viewer"],
      second: "InvalidStateError",
      unwilling: "NotAllowedError",
    });
  });

  test("grants what it can, in one view of its camera's aspect", async () => {
    await begin(view);
    const seen = await view.page.evaluate(async () => {
      const { bare, room } = globalThis;
      const eyes = bare.inFrame((frame) =>
        (frame.getViewerPose(bare.space)?.views ?? []).map(({ eye, camera }) => ({
          eye,
          width: camera?.width,
          height: camera?.height,
        })),
      );
      room.step(33);
      const views = await eyes;
      return { granted: room.granted?.toSorted(), views };
    });
    expect(seen.granted).toEqual([
      "anchors",
      "camera-access",
      "depth-sensing",
      "hit-test",
      "light-estimation",
      "local",
      "local-floor",
      "viewer",
    ]);
    expect(seen.views.map(({ eye }) => eye)).toEqual(["none"]);
    const [camera] = seen.views;
    expect((camera?.width ?? 0) / (camera?.height ?? 1)).toBeCloseTo(WIDTH / HEIGHT, 2);
  });

  test("hits the table where the ray meets it", async () => {
    const hits = await view.page.evaluate(async () => {
      const { bare, room } = globalThis;
      const viewer = await bare.session.requestReferenceSpace("viewer");
      const source = await bare.session.requestHitTestSource?.({ space: viewer });
      if (source === undefined) throw new Error("no hit test");
      const found = [];
      for (const [x, z] of [
        [0, -0.08],
        [0.25, -0.2],
        [-0.3, -0.1],
      ] as const) {
        room.lookAt([x, 1.1, z], [0.05, 0.72, -0.55]);
        const hit = bare.inFrame((frame) =>
          frame.getHitTestResults(source).map((each) => [...(each.getPose(bare.space)?.transform.matrix ?? [])]),
        );
        room.step(33);
        found.push({ matrices: await hit, view: room.views[0] });
      }
      return { found, reference: room.reference, table: room.tableHeight };
    });
    const reference = hits.reference ?? [];
    for (const { matrices, view: eye } of hits.found) {
      // Through the table's edge the ray goes on to the floor.
      expect(matrices.length).toBeGreaterThanOrEqual(2);
      const truth = eye && meetHeight(eye, 0.5, 0.5, hits.table);
      const at = transform(reference, transform(matrices[0] ?? [], [0, 0, 0]));
      for (const axis of [0, 1, 2] as const) expect(Math.abs(at[axis] - (truth?.at[axis] ?? NaN))).toBeLessThan(0.001);
      const normal = transform(reference, transform(matrices[0] ?? [], [0, 1, 0], 0), 0);
      expect(normal[1]).toBeCloseTo(1, 5);
    }
  });

  test("measures the table's distance within a centimetre", async () => {
    const measured = await view.page.evaluate(async () => {
      const { bare, room } = globalThis;
      const read = bare.inFrame((frame) => {
        const [first] = frame.getViewerPose(bare.space)?.views ?? [];
        const depth = first && frame.getDepthInformation?.(first);
        if (!depth) throw new Error("no depth");
        const grid = [];
        for (let row = 0; row < 12; row++) {
          for (let column = 0; column < 16; column++) {
            // In the middle of one of the picture's pixels.
            const x = (Math.floor(((column + 0.5) / 16) * depth.width) + 0.5) / depth.width;
            const y = (Math.floor(((row + 0.5) / 12) * depth.height) + 0.5) / depth.height;
            grid.push({ x, y, metres: depth.getDepthInMeters(x, y) });
          }
        }
        return grid;
      });
      room.lookAt([0, 1.16, -0.08], [0.01, 0.74, -0.51]);
      room.step(33);
      const grid = await read;
      const [eye] = room.views;
      if (eye === undefined) throw new Error("no view");
      const masks = room.dishes.map(({ id }) => room.mask(id, eye, 320, 240));
      const samples = grid.filter(({ x, y }) =>
        masks.every((mask) => mask[Math.floor(y * 240) * 320 + Math.floor(x * 320)] === 0),
      );
      return { samples, eye, table: room.tableHeight };
    });
    const onTable = measured.samples.flatMap(({ x, y, metres }) => {
      const { at, depth } = meetHeight(measured.eye, x, y, measured.table);
      return Math.abs(at[0]) < 0.64 && at[2] < -0.23 && at[2] > -0.96 ? [Math.abs(metres - depth)] : [];
    });
    expect(onTable.length).toBeGreaterThan(60);
    expect(Math.max(...onTable)).toBeLessThan(0.01);
  });

  test("its camera's picture is the room from this view, and only in this frame", async () => {
    const result = await view.page.evaluate(async () => {
      const { bare, room } = globalThis;
      const { gl } = bare;
      const binding = new XRWebGLBinding(bare.session, gl);
      let kept: { camera: XRCamera; texture: WebGLTexture } | null = null;
      const read = bare.inFrame((frame) => {
        const camera = frame.getViewerPose(bare.space)?.views[0]?.camera;
        const texture = camera && binding.getCameraImage?.(camera);
        if (!camera || !texture) throw new Error("no picture");
        kept = { camera, texture };
        gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
        gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
        const pixels = new Uint8Array(camera.width * camera.height * 4);
        gl.readPixels(0, 0, camera.width, camera.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
        gl.bindFramebuffer(gl.FRAMEBUFFER, null);
        return { pixels, width: camera.width, height: camera.height };
      });
      room.step(33);
      const { pixels, width, height } = await read;
      const [eye] = room.views;
      const held = kept as { camera: XRCamera; texture: WebGLTexture } | null;
      if (eye === undefined || held === null) throw new Error("no view");
      const truth = room.picture(eye, width, height).data;
      let different = 0;
      const colours = new Set<number>();
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const pixel = (row * width + column) * 4;
          const mirrored = ((height - 1 - row) * width + column) * 4;
          const same = [0, 1, 2].every((channel) => truth[pixel + channel] === pixels[mirrored + channel]);
          if (!same) different++;
          colours.add((truth[pixel] ?? 0) * 65_536 + (truth[pixel + 1] ?? 0) * 256 + (truth[pixel + 2] ?? 0));
        }
      }
      const late = (() => {
        try {
          binding.getCameraImage?.(held.camera);
          return "given";
        } catch (error) {
          return error instanceof DOMException ? error.name : "";
        }
      })();
      return { different, colours: colours.size, valid: gl.isTexture(held.texture), late };
    });
    expect(result).toEqual({ different: 0, colours: expect.any(Number), valid: false, late: "InvalidStateError" });
    expect(result.colours).toBeGreaterThan(1000);
  });

  test("an anchor stays while the head moves", async () => {
    const places = await view.page.evaluate(async () => {
      const { bare, room } = globalThis;
      const made = bare.inFrame((frame) =>
        frame.createAnchor?.(new XRRigidTransform({ x: 0.1, y: -0.4, z: -0.5 }), bare.space),
      );
      room.step(33);
      const pending = made;
      room.step(33);
      const anchor = await pending;
      if (anchor === undefined) throw new Error("no anchor");
      const found = [];
      for (const x of [0, 0.2, -0.3]) {
        room.lookAt([x, 1.2, 0], [0, 0.7, -0.5]);
        const place = bare.inFrame((frame) => frame.getPose(anchor.anchorSpace, bare.space)?.transform.position);
        room.step(33);
        const { x: px = 0, y = 0, z = 0 } = (await place) ?? {};
        found.push([px, y, z]);
      }
      return found;
    });
    for (const place of places) {
      for (const [axis, value] of [0.1, -0.4, -0.5].entries()) expect(place[axis]).toBeCloseTo(value, 5);
    }
  });

  test("a recorded path is the same each time, in the room's own time", async () => {
    const record = () =>
      view.page.evaluate(async () => {
        const { room } = globalThis;
        await room.play("fast");
        const began = performance.now();
        const poses = [];
        for (let frame = 0; frame < 12; frame++) {
          room.step(1000 / 12);
          poses.push(...room.pose.position, ...room.pose.orientation);
        }
        return { poses, passed: performance.now() - began };
      });
    const first = await record();
    const second = await record();
    expect(first.passed).toBeCloseTo(1000, 3);
    for (const [index, value] of first.poses.entries()) expect(second.poses[index]).toBeCloseTo(value, 9);
    const distance = Math.hypot(...[0, 1, 2].map((axis) => (first.poses[axis] ?? 0) - (first.poses[axis + 7] ?? 0)));
    expect(distance).toBeGreaterThan(0.001);
  });

  test("leaves out the same fifth of the frames each time", async () => {
    const record = () =>
      view.page.evaluate(() => {
        const { bare, room } = globalThis;
        room.dropFrames(0.2);
        const shown: number[] = [];
        let step = 0;
        let counting = true;
        const count = () => {
          shown.push(step);
          if (counting) bare.session.requestAnimationFrame(count);
        };
        bare.session.requestAnimationFrame(count);
        for (; step < 30; step++) room.step(10);
        counting = false;
        room.dropFrames(0);
        room.step(10);
        return shown;
      });
    const first = await record();
    expect(first.length).toBeGreaterThan(19);
    expect(first.length).toBeLessThan(28);
    expect(await record()).toEqual(first);
  });

  test("may lose its bearings, be hidden, and come back", async () => {
    const seen = await view.page.evaluate(async () => {
      const { bare, room } = globalThis;
      const states: string[] = [];
      bare.session.addEventListener("visibilitychange", () => states.push(bare.session.visibilityState));
      const pose = async () => {
        const found = bare.inFrame(
          (frame) => frame.getViewerPose(bare.space) !== undefined && frame.getViewerPose(bare.space) !== null,
        );
        room.step(33);
        return found;
      };
      room.setTracking(false);
      const lost = await pose();
      room.setTracking(true);
      const back = await pose();
      room.setVisibility("hidden");
      room.step(33);
      let frames = 0;
      bare.session.requestAnimationFrame(() => frames++);
      room.step(33);
      room.step(33);
      const whileHidden = frames;
      room.setVisibility("visible");
      room.step(33);
      return { lost, back, states, whileHidden, after: frames };
    });
    expect(seen).toEqual({ lost: false, back: true, states: ["hidden", "visible"], whileHidden: 0, after: 1 });
  });

  test("a tap is an input source for as long as it lasts, with a ray through the finger", async () => {
    const tapped = await view.page.evaluate(async () => {
      const { bare, room } = globalThis;
      room.lookAt([0, 1.16, -0.08], [0.01, 0.74, -0.51]);
      room.step(33);
      const events: string[] = [];
      const { session } = bare;
      let ray: number[] = [];
      session.addEventListener("inputsourceschange", ({ added, removed }) => {
        for (const { targetRayMode } of added) events.push(`+${targetRayMode}`);
        for (const { targetRayMode } of removed) events.push(`-${targetRayMode}`);
      });
      for (const type of ["selectstart", "select", "selectend"] as const) {
        session.addEventListener(type, ({ frame, inputSource }) => {
          events.push(type);
          ray = [...(frame.getPose(inputSource.targetRaySpace, bare.space)?.transform.matrix ?? [])];
        });
      }
      // Where the big plate's centre is in the picture.
      const [eye] = room.views;
      const [dish] = room.dishes;
      if (eye === undefined || dish === undefined) throw new Error("no dish");
      const inverse = new DOMMatrix(Array.from(eye.pose)).inverse();
      const at = inverse.transformPoint(new DOMPoint(...dish.centre));
      const clip = new DOMMatrix(Array.from(eye.projection)).transformPoint(at);
      room.press((clip.x / clip.w + 1) / 2, (1 - clip.y / clip.w) / 2);
      for (let frame = 0; frame < 4; frame++) room.step(33);
      room.release();
      for (let frame = 0; frame < 4; frame++) room.step(33);
      return { events, ray, reference: room.reference ?? [], dish: dish.centre };
    });
    expect(tapped.events).toEqual(["+screen", "selectstart", "select", "selectend", "-screen"]);
    const { ray: matrix, reference, dish: plate } = tapped;
    const origin = transform(reference, transform(matrix, [0, 0, 0]));
    const along = transform(reference, transform(matrix, [0, 0, -1], 0), 0);
    const distance = (plate[1] - origin[1]) / along[1];
    expect(origin[0] + along[0] * distance).toBeCloseTo(plate[0], 4);
    expect(origin[2] + along[2] * distance).toBeCloseTo(plate[2], 4);
  });

  test("on a desktop it is turned by dragging, walked by keys, and a click selects", async () => {
    const { page } = view;
    await page.evaluate(() => {
      const { bare, room } = globalThis;
      room.lookAt([0, 1.16, -0.08], [0.01, 0.74, -0.51]);
      room.step(33);
      globalThis.selected = [];
      for (const type of ["selectstart", "select", "selectend"] as const) {
        bare.session.addEventListener(type, () => globalThis.selected.push(type));
      }
    });
    const pose = () => page.evaluate(() => globalThis.room.pose);
    const before = await pose();
    await page.mouse.move(160, 150);
    await page.mouse.down();
    await page.mouse.move(200, 150, { steps: 3 });
    await page.mouse.up();
    const turned = await pose();
    expect(turned.position).toEqual(before.position);
    // The room follows the pointer: what was ahead is to the right now.
    const { orientation } = turned;
    const yaw = 2 * Math.atan2(orientation[1], orientation[3]);
    expect(yaw).toBeGreaterThan(2 * Math.atan2(before.orientation[1], before.orientation[3]) + 0.05);

    await page.keyboard.down("w");
    await page.evaluate(() => globalThis.room.step(50));
    await page.keyboard.up("w");
    const walked = await pose();
    const step = [0, 1, 2].map((axis) => (walked.position[axis] ?? 0) - (turned.position[axis] ?? 0));
    expect(Math.hypot(...step)).toBeGreaterThan(0.01);
    expect(step[1]).toBeCloseTo(0, 6);

    await page.mouse.click(160, 150);
    await page.evaluate(() => {
      for (let frame = 0; frame < 6; frame++) globalThis.room.step(33);
    });
    expect(await page.evaluate(() => globalThis.selected)).toEqual(["selectstart", "select", "selectend"]);
  });

  test("a hand hides what is behind it, and a dish goes where it is put", async () => {
    const seen = await view.page.evaluate(() => {
      const { room } = globalThis;
      room.lookAt([0, 1.16, -0.08], [0.01, 0.74, -0.51]);
      room.step(33);
      const [eye] = room.views;
      const [dish] = room.dishes;
      if (eye === undefined || dish === undefined) throw new Error("no dish");
      const count = () => room.mask(dish.id, eye, 160, 120).reduce((sum, cell) => sum + cell, 0);
      const whole = count();
      room.setHand([-0.08, 0.82, -0.42]);
      room.step(33);
      const hidden = count();
      room.setHand(null);
      room.moveDish(dish.id, -0.2, -0.5);
      const moved = room.dishes[0]?.centre;
      room.moveDish(dish.id, dish.centre[0], dish.centre[2]);
      return { whole, hidden, moved, back: count() };
    });
    expect(seen.hidden).toBeLessThan(seen.whole * 0.9);
    expect(seen.back).toBe(seen.whole);
    expect(seen.moved).toEqual([-0.2, 0.72, -0.5]);
  });

  test("estimates the room's light", async () => {
    const estimates = await view.page.evaluate(async () => {
      const { bare, room } = globalThis;
      const probe = await bare.session.requestLightProbe?.();
      if (probe === undefined) throw new Error("no probe");
      const read = async () => {
        const estimate = bare.inFrame((frame) => {
          const light = frame.getLightEstimate?.(probe);
          if (!light) throw new Error("no estimate");
          const { sphericalHarmonicsCoefficients: harmonics, primaryLightIntensity } = light;
          return { first: harmonics[0], count: harmonics.length, red: primaryLightIntensity.x };
        });
        room.step(33);
        return estimate;
      };
      const usual = await read();
      room.setLight(0.5);
      const dim = await read();
      room.setLight(1);
      return { usual, dim };
    });
    expect(estimates.usual.count).toBe(27);
    expect(estimates.dim.first).toBeCloseTo((estimates.usual.first ?? NaN) / 2, 5);
    expect(estimates.dim.red).toBeCloseTo((estimates.usual.red ?? NaN) / 2, 5);
  });

  test("shows an element of the page over the room, and is ended by its own button", async () => {
    await view.page.evaluate(() => globalThis.room.endSession());
    const overlay = await view.page.evaluate(async () => {
      const { room, emulationPage } = globalThis;
      const root = document.createElement("div");
      root.textContent = "over the room";
      root.style.color = "rgb(1, 2, 3)";
      document.body.append(root);
      const { session } = await emulationPage.openSession({ domOverlay: { root } });
      const { width, height } = root.getBoundingClientRect();
      const shown = { width, height, type: session.domOverlayState?.type, open: root.matches(":popover-open") };
      const ended = new Promise((resolve) => session.addEventListener("end", resolve));
      await room.endSession();
      await ended;
      return { shown, after: root.getAttribute("style"), granted: room.granted };
    });
    expect(overlay.shown).toEqual({ width: WIDTH, height: HEIGHT, type: "screen", open: true });
    expect(overlay.after).toBe("color: rgb(1, 2, 3);");
    expect(overlay.granted).toBeNull();
    view.expectNoErrors();
  });

  test.each([
    ["from where people sit", [0, 1.16, -0.08]],
    ["from the side", [0.42, 1.12, -0.3]],
    ["from above", [0.02, 1.36, -0.4]],
  ] as const)("the segmenter finds each dish %s", async (_name, from) => {
    const found = await view.page.evaluate((position) => {
      const { room, emulationPage } = globalThis;
      room.lookAt(position, [0.02, 0.74, -0.52]);
      const { position: at, orientation } = room.pose;
      const [x, y, z, w] = orientation;
      const pose = new DOMMatrix([
        1 - 2 * (y * y + z * z),
        2 * (x * y + z * w),
        2 * (x * z - y * w),
        0,
        2 * (x * y - z * w),
        1 - 2 * (x * x + z * z),
        2 * (y * z + x * w),
        0,
        2 * (x * z + y * w),
        2 * (y * z - x * w),
        1 - 2 * (x * x + y * y),
        0,
        ...at,
        1,
      ]);
      const { projection } = room.camera;
      return emulationPage.segment({ pose: pose.toFloat32Array(), projection }, 640, 480);
    }, from);
    const mask = { width: found.width, height: found.height, data: Uint8Array.from(found.data) };
    const dishes = findDishes(mask, 640, 480);
    const scores = found.truths.map((truth) => Math.max(...dishes.map((dish) => iou(dish.mask.data, truth))));
    expect(Math.min(...scores)).toBeGreaterThan(0.6);
  });
});

describe("a headset", () => {
  test("with controllers: two eyes, depth on the GPU, no raw camera; its camera is a stream that is late", async () => {
    const view = await openDevice("quest");
    const streamed = await view.page.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      const [track] = stream.getVideoTracks();
      return { label: track?.label, facing: track?.getSettings().facingMode, live: track?.readyState };
    });
    expect(streamed).toEqual({ label: "camera2 1, facing back", facing: "environment", live: "live" });
    await begin(view);
    const seen = await view.page.evaluate(async () => {
      const { bare, room } = globalThis;
      const events: string[] = [];
      for (const type of ["selectstart", "select", "selectend"] as const) {
        bare.session.addEventListener(type, ({ inputSource }) => events.push(`${type} ${inputSource.handedness}`));
      }
      const binding = new XRWebGLBinding(bare.session, bare.gl);
      const eyes = bare.inFrame((frame) =>
        (frame.getViewerPose(bare.space)?.views ?? []).map((each) => ({
          eye: each.eye,
          camera: each.camera,
          depth: binding.getDepthInformation?.(each)?.width,
        })),
      );
      room.step(33);
      room.press();
      room.step(33);
      room.step(33);
      room.release();
      room.step(33);
      room.step(33);
      return { eyes: await eyes, events, granted: room.granted?.toSorted() };
    });
    expect(seen.granted).toEqual([
      "anchors",
      "depth-sensing",
      "hand-tracking",
      "hit-test",
      "local",
      "local-floor",
      "viewer",
    ]);
    expect(seen.eyes.map(({ eye }) => eye)).toEqual(["left", "right"]);
    for (const { camera, depth } of seen.eyes) {
      expect(camera).toBeNull();
      expect(depth).toBeGreaterThan(30);
    }
    expect(seen.events).toEqual(["selectstart right", "select right", "selectend right"]);
    await expectLateCamera(view);
    view.expectNoErrors();
    await view.close();
  });

  test("with gaze and air tap: hit tests and nothing else", async () => {
    const view = await openDevice("hololens");
    await begin(view);
    const seen = await view.page.evaluate(() => {
      const { bare, room } = globalThis;
      const modes: string[] = [];
      bare.session.addEventListener("selectstart", ({ inputSource }) => modes.push(inputSource.targetRayMode));
      room.press();
      for (let frame = 0; frame < 4; frame++) room.step(33);
      return { granted: room.granted?.toSorted(), modes, blend: bare.session.environmentBlendMode };
    });
    expect(seen.granted).toEqual(["hit-test", "local", "local-floor", "viewer"]);
    expect(seen.modes).toEqual(["gaze"]);
    view.expectNoErrors();
    await view.close();
  });
});

describe("in the built app", () => {
  let site: Harness;
  beforeAll(async () => {
    site = await startHarness({ serve: "app" });
  });
  afterAll(() => site?.close());

  test("nothing of it is fetched, nor taken for later, where the address does not ask for it", async () => {
    const view = await site.open("?source=demo");
    await view.page.waitForFunction(() => "mealshift" in globalThis);
    expectNoEmulation(view);
    expect(await view.page.evaluate(() => globalThis.mealshiftRoom === undefined)).toBe(true);
    const worker = await (await fetch(new URL("sw.js", site.origin))).text();
    expect(worker).toContain("assets/index-");
    expect(worker).not.toContain("emulation-");
    await view.close();
  });

  test("goes on without it, and says so, where it cannot be loaded", async () => {
    const view = await site.open("?source=demo&lang=en&xr-emulate=quest", {
      prepare: async (page) => {
        await page.route("**/meal-above.jpg", (route) => route.abort());
      },
    });
    await view.page.getByText("The address says xr-emulate=quest, which the lens cannot use.").waitFor();
    expect(await view.page.evaluate(() => globalThis.mealshiftRoom === undefined)).toBe(true);
    await view.close();
  });

  test("says in people's language that the device is emulated, and keeps to the content security policy", async () => {
    const view = await openEmulated(site, { device: "hololens", address: "source=demo&lang=ja", refuse: ["hit-test"] });
    const panel = view.page.getByRole("complementary", { name: "架空の部屋で動く仮想のヘッドセット(HoloLens)" });
    await panel.waitFor();
    const leave = panel.getByRole("button", { name: "機器のボタン: 終了" });
    expect(await leave.isVisible()).toBe(false);
    const granted = await view.page.evaluate(async () => {
      const optionalFeatures = ["hit-test", "local-floor"];
      const session = await navigator.xr?.requestSession("immersive-ar", { optionalFeatures });
      const gl = document.createElement("canvas").getContext("webgl2");
      if (session === undefined || gl === null) throw new Error("no session");
      await session.updateRenderState({ baseLayer: new XRWebGLLayer(session, gl) });
      await new Promise((resolve) => session.requestAnimationFrame(resolve));
      return globalThis.mealshiftRoom?.granted?.toSorted();
    });
    expect(granted).toEqual(["local", "local-floor", "viewer"]);
    const target = await leave.boundingBox();
    expect(target?.height).toBeGreaterThanOrEqual(44);
    await view.screenshot("emulation-hololens-ja");
    await leave.click();
    await view.page.waitForFunction(() => globalThis.mealshiftRoom?.granted === null);
    view.expectNoForeignRequests();
    view.expectNoErrors();
    await view.close();
  });
});

/** What the camera's stream shows is the room as it was 60 ms ago. */
async function expectLateCamera({ page }: View): Promise<void> {
  await page.evaluate(async () => {
    const { room } = globalThis;
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
    const canvas = new OffscreenCanvas(16, 12);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    globalThis.redness = () => {
      context?.drawImage(video, 0, 0, 16, 12);
      const data = [...(context?.getImageData(0, 0, 16, 12).data ?? [])];
      return data.filter((_, index) => index % 4 === 0).reduce((sum, value) => sum + value, 0) / (16 * 12);
    };
    room.setLight(1, [0.05, 1, 1]);
    void video.play();
    for (let frame = 0; frame < 4; frame++) room.step(34);
  });
  await page.waitForFunction(() => globalThis.redness() > 0);
  const before = await page.evaluate(() => globalThis.redness());
  const soon = await page.evaluate(async () => {
    globalThis.room.setLight(1, [1, 1, 1]);
    globalThis.room.step(34);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return globalThis.redness();
  });
  expect(Math.abs(soon - before)).toBeLessThan(before / 10);
  await page.evaluate(() => {
    for (let frame = 0; frame < 2; frame++) globalThis.room.step(34);
  });
  await page.waitForFunction((dark) => globalThis.redness() > 2 * dark, before);
}

/** Of a soft mask, and of one of zeros and ones. */
function iou(soft: Uint8Array, truth: readonly number[]): number {
  let both = 0;
  let either = 0;
  for (const [cell, value] of soft.entries()) {
    const found = Number(value > 127);
    both += found & (truth[cell] ?? 0);
    either += found | (truth[cell] ?? 0);
  }
  return both / either;
}
