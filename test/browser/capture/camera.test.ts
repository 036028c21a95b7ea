import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ARTIFACTS, type Harness, startHarness } from "../harness";
import { BLUE, GREEN, RED, distance, openLab, quarters } from "./lab";

/** A fake camera converts the film's colours by another standard than the one they were stored by. */
const CAMERA_TOLERANCE = 24;

/** A film for the fake camera: JPEGs one after another. */
async function film(name: string): Promise<string> {
  const file = path.join(ARTIFACTS, `${name}.mjpeg`);
  const bright = await quarters(1280, 720).jpeg({ quality: 95 }).toBuffer();
  const dim = await quarters(1280, 720).modulate({ brightness: 0.97 }).jpeg({ quality: 95 }).toBuffer();
  mkdirSync(ARTIFACTS, { recursive: true });
  writeFileSync(file, Buffer.concat([bright, dim, bright, dim]));
  return file;
}

describe("with a camera", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ serve: "pages", camera: { file: await film("capture-camera") } });
  });
  afterAll(() => harness?.close());

  test("frames arrive in order, on the page's clock, with the camera's picture", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { CameraSource, cropFrame, colourAt, shrinkFrame, watch } = captureLab;
      const camera = new CameraSource();
      const watched = watch(camera);
      await watched.start();
      await watched.until(() => watched.frames.length >= 12);
      const crop = await cropFrame(watched.frame, { cx: 320, cy: 180, size: 300 }, 64);
      const whole = await shrinkFrame(watched.frame, 160, 90);
      const result = {
        frames: watched.frames.slice(0, 12),
        kind: camera.kind,
        label: camera.label,
        deviceId: camera.deviceId,
        mirrored: camera.mirrored,
        live: captureLab.tracks.map((track) => track.readyState),
        crop: [crop.width, crop.height],
        cropColour: colourAt(crop, 0.5, 0.5),
        whole: [whole.width, whole.height],
        corners: [colourAt(whole, 0.2, 0.2), colourAt(whole, 0.8, 0.2), colourAt(whole, 0.2, 0.8)],
      };
      camera.stop();
      return result;
    });
    expect(seen).toMatchObject({ kind: "camera", mirrored: false, live: ["live"], whole: [160, 90] });
    expect(seen.label).toContain("capture-camera.mjpeg");
    expect(seen.deviceId).not.toBe("");
    expect(seen.frames.map(({ sequence }) => sequence)).toEqual(seen.frames.map((_, index) => index));
    for (const [index, frame] of seen.frames.entries()) {
      expect(frame).toMatchObject({ width: 1280, height: 720 });
      expect(frame.timestamp).toBeLessThanOrEqual(frame.at);
      expect(frame.at - frame.timestamp).toBeLessThan(1000);
      expect(frame.timestamp).toBeGreaterThanOrEqual(seen.frames[index - 1]?.timestamp ?? 0);
    }
    expect(seen.crop).toEqual([64, 64]);
    expect(distance([seen.cropColour], [RED])).toBeLessThan(CAMERA_TOLERANCE);
    expect(distance(seen.corners, [RED, GREEN, BLUE])).toBeLessThan(CAMERA_TOLERANCE);
    view.expectNoErrors();
    view.expectNoForeignRequests();
    await view.close();
  });

  test("a stopped camera is switched off and silent, even one that is stopped while it starts", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { CameraSource, failure, pause, shrinkFrame, tracks, watch } = captureLab;
      const stopped = watch(new CameraSource());
      await stopped.collect(2);
      const count = stopped.frames.length;
      const early = watch(new CameraSource());
      const starting = early.start();
      early.source.stop();
      await starting;
      await pause(300);
      return {
        after: stopped.frames.length - count,
        early: early.frames.length,
        errors: [...stopped.errors, ...early.errors],
        tracks: tracks.map((track) => track.readyState),
        late: (await failure(shrinkFrame(stopped.frame, 8, 8))).name,
      };
    });
    expect(seen).toEqual({ after: 0, early: 0, errors: [], tracks: ["ended", "ended"], late: "FrameGoneError" });
    await view.close();
  });

  test("a camera that leaves the list is lost, and is found when it is back", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { CameraSource, listCameras, tracks, waitForCamera, watch } = captureLab;
      const camera = new CameraSource();
      const watched = watch(camera);
      await watched.start();
      await watched.until(() => watched.frames.length > 0);
      const listed = await listCameras();
      const { mediaDevices } = navigator;
      const enumerate = mediaDevices.enumerateDevices.bind(mediaDevices);
      mediaDevices.enumerateDevices = () => Promise.resolve([]);
      mediaDevices.dispatchEvent(new Event("devicechange"));
      await watched.until(() => watched.errors.length > 0);

      let back = false;
      const waiting = waitForCamera({ deviceId: camera.deviceId, signal: new AbortController().signal }).then(
        (found) => {
          back = true;
          return found.deviceId;
        },
      );
      await captureLab.pause(400);
      const early = back;
      mediaDevices.enumerateDevices = enumerate;
      mediaDevices.dispatchEvent(new Event("devicechange"));
      const deviceId = await waiting;
      const again = await watch(new CameraSource({ deviceId })).collect(2);
      return {
        errors: watched.errors,
        listed: listed.map((one) => one.deviceId),
        own: camera.deviceId,
        early,
        deviceId,
        again: again.length >= 2,
        tracks: tracks.map((track) => track.readyState),
      };
    });
    expect(seen.errors).toHaveLength(1);
    expect(seen.errors[0]?.name).toBe("CameraLostError");
    expect(seen.listed).toEqual([seen.own]);
    expect(seen).toMatchObject({ early: false, deviceId: seen.own, again: true, tracks: ["ended", "ended"] });
    await view.close();
  });

  test("a camera whose permission is withdrawn is lost", async () => {
    const view = await openLab(harness);
    await view.page.evaluate(async () => {
      const { CameraSource, watch } = captureLab;
      const watched = watch(new CameraSource());
      globalThis.watched = watched;
      await watched.start();
      await watched.until(() => watched.frames.length > 0);
    });
    await view.context.clearPermissions();
    const errors = await view.page.evaluate(async () => {
      await watched.until(() => watched.errors.length > 0);
      return watched.errors;
    });
    expect(errors.map(({ name }) => name)).toEqual(["CameraLostError"]);
    await view.close();
  });

  test("a device id that is gone falls back to the camera that is there", async () => {
    const view = await openLab(harness);
    const frames = await view.page.evaluate(() => {
      const { CameraSource, watch } = captureLab;
      return watch(new CameraSource({ deviceId: "0123456789abcdef" })).collect(1);
    });
    expect(frames[0]).toMatchObject({ width: 1280, height: 720, sequence: 0 });
    await view.close();
  });

  test("a torch that is not there cannot be switched", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { CameraSource, failure, watch } = captureLab;
      const camera = new CameraSource();
      await watch(camera).start();
      const result = { has: camera.hasTorch, on: camera.torch, error: (await failure(camera.setTorch(true))).name };
      camera.stop();
      return result;
    });
    expect(seen).toEqual({ has: false, on: false, error: "CameraTorchError" });
    await view.close();
  });

  test("delivery pauses while the page is hidden", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { CameraSource, pause, setHidden, watch } = captureLab;
      const watched = watch(new CameraSource());
      await watched.start();
      await watched.until(() => watched.frames.length >= 3);
      setHidden(true);
      const before = watched.frames.length;
      await pause(500);
      const during = watched.frames.length;
      setHidden(false);
      await watched.until(() => watched.frames.length >= during + 3);
      watched.source.stop();
      return {
        came: during - before,
        sequences: watched.frames.map(({ sequence }) => sequence),
        errors: watched.errors,
      };
    });
    expect(seen.came).toBe(0);
    expect(seen.sequences).toEqual(seen.sequences.map((_, index) => index));
    expect(seen.errors).toEqual([]);
    await view.close();
  });

  test("a denied camera says so", async () => {
    const view = await openLab(harness, { cameraPermission: "denied" });
    const error = await view.page.evaluate(() => {
      const { CameraSource, failure, watch } = captureLab;
      return failure(watch(new CameraSource()).start());
    });
    expect(error.name).toBe("CameraDeniedError");
    await view.close();
  });

  test("a page without HTTPS says so", async () => {
    const view = await harness.open("blank.html");
    await view.context.route("http://insecure.test/**", async (route) => {
      const url = new URL(route.request().url());
      const response = await route.fetch({ url: `${harness.origin}${url.pathname}${url.search}` });
      await route.fulfill({ response });
    });
    await view.page.goto("http://insecure.test/test/browser/pages/capture.html");
    await view.page.waitForFunction(() => document.title === "ready");
    const error = await view.page.evaluate(() => {
      const { CameraSource, failure, watch } = captureLab;
      return failure(watch(new CameraSource()).start());
    });
    expect(error.name).toBe("CameraUnsupportedError");
    expect(error.message).toContain("https://");
    await view.close();
  });
});
