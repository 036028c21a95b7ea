import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, type OpenOptions, startHarness } from "../harness";
import { BLUE, GREEN, GREY, RED, distance, openLab, quarters } from "./lab";

const JPEG_TOLERANCE = 8;

/** Serves files beside the test page; the answer of the real server stays for everything else. */
function serving(files: Readonly<Record<string, { body: Buffer | string; contentType: string }>>): OpenOptions {
  return {
    prepare: async (page) => {
      for (const [name, answer] of Object.entries(files)) {
        await page.route(`**/pages/made/${name}`, (route) =>
          route.fulfill({ ...answer, headers: { "cross-origin-resource-policy": "same-origin" } }),
        );
      }
    },
  };
}

describe("without a camera", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ serve: "pages" });
  });
  afterAll(() => harness?.close());

  test("the camera is missing", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { CameraSource, failure, listCameras, watch } = captureLab;
      return { list: await listCameras(), error: (await failure(watch(new CameraSource()).start())).name };
    });
    expect(seen).toEqual({ list: [], error: "CameraMissingError" });
    await view.close();
  });

  test("a photo comes upright, small enough, again and again under one number", async () => {
    const stored = await quarters(4000, 3000).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const view = await openLab(harness, serving({ "photo.jpg": { body: stored, contentType: "image/jpeg" } }));
    const seen = await view.page.evaluate(async () => {
      const { colourAt, openUrl, shrinkFrame, watch } = captureLab;
      const watched = watch(await openUrl("made/photo.jpg"));
      await watched.start();
      await watched.until(() => watched.frames.length >= 3);
      const small = await shrinkFrame(watched.frame, 60, 80);
      watched.source.stop();
      return {
        kind: watched.source.kind,
        label: watched.source.label,
        frames: watched.frames,
        corners: [
          [0.2, 0.2],
          [0.8, 0.2],
          [0.2, 0.8],
          [0.8, 0.8],
        ].map(([x = 0, y = 0]) => colourAt(small, x, y)),
      };
    });
    expect(seen).toMatchObject({ kind: "photo", label: "photo.jpg" });
    for (const frame of seen.frames) expect(frame).toMatchObject({ width: 1440, height: 1920, sequence: 0 });
    const times = seen.frames.map(({ timestamp }) => timestamp);
    expect(times[2]).toBeGreaterThan((times[0] ?? 0) + 300);
    // Orientation 6 is shown turned clockwise by a quarter.
    expect(distance(seen.corners, [BLUE, RED, GREY, GREEN])).toBeLessThan(JPEG_TOLERANCE);
    view.expectNoErrors();
    await view.close();
  });

  test("files that cannot be shown are refused by name and reason", async () => {
    const jpeg = [...(await quarters(640, 480).jpeg().toBuffer())];
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async (bytes) => {
      const { failure, openFile, record, watch } = captureLab;
      const text = new TextEncoder();
      const webm = new Uint8Array(await (await record("picture")).arrayBuffer());
      const files: Record<string, File> = {
        "empty.jpg": new File([], "empty.jpg", { type: "image/jpeg" }),
        "notes.txt": new File(["just text"], "notes.txt", { type: "text/plain" }),
        "noise.jpg": new File(["no picture at all"], "noise.jpg", { type: "image/jpeg" }),
        "cut.jpg": new File([new Uint8Array(bytes.slice(0, 40))], "cut.jpg", { type: "image/jpeg" }),
        "phone.heic": new File([text.encode("\0\0\0\x18ftypheic\0\0\0\0mif1heic....")], "phone.heic"),
        "cut.webm": new File([webm.slice(0, 60)], "cut.webm"),
        "sound.webm": await record("sound"),
      };
      const outcomes: Record<string, unknown> = {};
      for (const [name, file] of Object.entries(files)) {
        const {
          name: error,
          reason,
          fileName,
        } = await failure(openFile(file).then((source) => watch(source).collect(1)));
        outcomes[name] = [error, reason, fileName === file.name];
      }
      return outcomes;
    }, jpeg);
    expect(seen).toEqual({
      "empty.jpg": ["UnreadableFileError", "empty", true],
      "notes.txt": ["UnreadableFileError", "type", true],
      "noise.jpg": ["UnreadableFileError", "broken", true],
      "cut.jpg": ["UnreadableFileError", "broken", true],
      "phone.heic": ["UnreadableFileError", "heic", true],
      "cut.webm": ["UnreadableFileError", "broken", true],
      "sound.webm": ["UnreadableFileError", "no-picture", true],
    });
    await view.close();
  });

  test("a video plays in a loop", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { colourAt, openFile, record, shrinkFrame, watch } = captureLab;
      const watched = watch(await openFile(await record("picture")));
      await watched.start();
      await watched.until(() => watched.frames.length > 0);
      const { picture } = watched.frame;
      if (!(picture instanceof HTMLVideoElement)) throw new Error("no video element");
      let rounds = 0;
      picture.addEventListener("seeked", () => rounds++);
      await watched.until(() => rounds >= 2);
      const before = watched.frames.length;
      await watched.until(() => watched.frames.length >= before + 3);
      const small = await shrinkFrame(watched.frame, 32, 24);
      watched.source.stop();
      return { kind: watched.source.kind, frames: watched.frames, red: colourAt(small, 0.01, 0.5) };
    });
    expect(seen.kind).toBe("video");
    expect(seen.frames.map(({ sequence }) => sequence)).toEqual(seen.frames.map((_, index) => index));
    for (const frame of seen.frames) expect(frame).toMatchObject({ width: 320, height: 240 });
    view.expectNoErrors();
    await view.close();
  });

  test("addresses are opened on the own origin alone", async () => {
    const photo = await quarters(320, 240).png().toBuffer();
    const view = await openLab(harness, {
      prepare: async (page) => {
        const files = { "plate 1.png": { body: photo, contentType: "image/png" } };
        await serving(files).prepare?.(page);
        await page.route("**/pages/made/plate%201.png", (route) => route.fulfill(files["plate 1.png"]));
        await page.route("**/pages/made/page.html", (route) =>
          route.fulfill({ body: "<p>a page</p>", contentType: "text/html" }),
        );
      },
    });
    const seen = await view.page.evaluate(async () => {
      const { failure, openUrl } = captureLab;
      const opened = await openUrl(new URL("made/plate 1.png", location.href).href);
      const name = async (url: string) => (await failure(openUrl(url))).name;
      return {
        opened: [opened.kind, opened.label],
        foreign: await name("https://example.com/meal.jpg"),
        scheme: await name("data:image/png;base64,AAAA"),
        nonsense: await name("http://"),
        absent: await name("made/absent.jpg"),
        page: await name("made/page.html"),
      };
    });
    expect(seen).toEqual({
      opened: ["photo", "plate 1.png"],
      foreign: "ForeignSourceError",
      scheme: "ForeignSourceError",
      nonsense: "ForeignSourceError",
      absent: "SourceUnavailableError",
      page: "UnreadableFileError",
    });
    view.expectNoForeignRequests();
    await view.close();
  });

  test("the demo scene drifts, and stands still for those who want no motion", async () => {
    const noise = Buffer.alloc(400 * 300 * 3, 0).map((_, index) => (index * 2654435761) >>> 24);
    const scene = await sharp(noise, { raw: { width: 400, height: 300, channels: 3 } })
      .resize(1600, 1200)
      .jpeg()
      .toBuffer();
    const view = await openLab(harness, serving({ "scene.jpg": { body: scene, contentType: "image/jpeg" } }));
    const moving = await view.page.evaluate(async () => {
      const { DemoSource, difference, shrinkFrame, watch } = captureLab;
      const watched = watch(new DemoSource({ url: "made/scene.jpg" }));
      globalThis.watched = watched;
      await watched.start();
      await watched.until(() => watched.frames.length >= 2);
      const first = await shrinkFrame(watched.frame, 320, 240);
      await watched.until(() => watched.frames.length >= 12);
      const later = await shrinkFrame(watched.frame, 320, 240);
      return { frames: watched.frames, change: difference(first, later) };
    });
    for (const [index, frame] of moving.frames.entries()) {
      expect(frame).toMatchObject({ width: 1280, height: 960, sequence: index });
      expect(frame.timestamp).toBeLessThanOrEqual(frame.at);
    }
    expect(moving.change).toBeGreaterThan(0.5);

    await view.page.emulateMedia({ reducedMotion: "reduce" });
    const still = await view.page.evaluate(async () => {
      const { pause } = captureLab;
      await pause(500);
      const settled = watched.frames.length;
      await watched.until(() => watched.frames.length >= settled + 3);
      watched.source.stop();
      return watched.frames.slice(settled);
    });
    expect(new Set(still.map(({ sequence }) => sequence)).size).toBe(1);
    expect(still[2]?.timestamp).toBeGreaterThan((still[0]?.timestamp ?? 0) + 300);
    view.expectNoErrors();
    await view.close();
  });

  test("the scene that comes with the lens is found from any page", async () => {
    const view = await openLab(harness, { viewport: { width: 1280, height: 960 } });
    const seen = await view.page.evaluate(async () => {
      const { DemoSource, shrinkFrame, watch } = captureLab;
      const watched = watch(new DemoSource());
      await watched.start();
      await watched.until(() => watched.frames.length >= 10);
      const canvas = document.createElement("canvas");
      canvas.width = 1280;
      canvas.height = 960;
      canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(await shrinkFrame(watched.frame, 1280, 960));
      document.body.replaceChildren(canvas);
      watched.source.stop();
      return { kind: watched.source.kind, errors: watched.errors };
    });
    await view.screenshot("capture-demo");
    expect(seen).toEqual({ kind: "demo", errors: [] });
    expect(view.requests.filter((url) => url.endsWith("/demo/meal.jpg"))).toEqual([`${harness.origin}/demo/meal.jpg`]);
    view.expectNoErrors();
    await view.close();
  });

  test("a demo scene that is not there is reported", async () => {
    const view = await openLab(harness);
    const error = await view.page.evaluate(() => {
      const { DemoSource, failure, watch } = captureLab;
      return failure(watch(new DemoSource({ url: "made/absent.jpg" })).start());
    });
    expect(error).toMatchObject({ name: "SourceUnavailableError", url: expect.stringContaining("made/absent.jpg") });
    await view.close();
  });

  test("a crop over the edge repeats the outermost pixels and keeps the rest in its place", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { canvasFrame, colourAt, cropFrame } = captureLab;
      const frame = canvasFrame(400, 300, (context) => {
        context.fillStyle = "rgb(200 40 40)";
        context.fillRect(0, 0, 400, 300);
        context.fillStyle = "rgb(40 180 40)";
        context.fillRect(50, 50, 50, 50);
        context.fillStyle = "rgb(40 40 200)";
        context.fillRect(390, 0, 10, 300);
      });
      const over = await cropFrame(frame, { cx: 0, cy: 0, size: 200 }, 100);
      const beside = await cropFrame(frame, { cx: 900, cy: 150, size: 200 }, 32);
      return [
        colourAt(over, 0.1, 0.1),
        colourAt(over, 0.6, 0.6),
        colourAt(over, 0.76, 0.76),
        colourAt(over, 0.74, 0.74),
        colourAt(beside, 0.5, 0.5),
      ];
    });
    expect(distance(seen, [RED, RED, GREEN, RED, BLUE])).toBeLessThanOrEqual(2);
    await view.close();
  });

  test("the worker cuts a video as the page itself would", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(async () => {
      const { cropFrame, difference, drawRegion, drawsHere, failure, openFile, record, watch } = captureLab;
      const watched = watch(await openFile(await record("picture")));
      await watched.start();
      await watched.until(() => watched.frames.length >= 3);
      const { frame } = watched;
      const { picture, width, height } = frame;
      if (!(picture instanceof HTMLVideoElement)) throw new Error("no video element");
      picture.pause();
      const square = { cx: 280, cy: 120, size: 200 };
      const region = { left: 180, top: 20, width: 200, height: 200, toWidth: 96, toHeight: 96 };
      const draws = await drawsHere(() => cropFrame(frame, square, 96));
      const far = difference(await cropFrame(frame, square, 96), drawRegion(picture, width, height, region));
      const errors = [
        await failure(cropFrame(frame, { ...square, size: 0 }, 96)),
        await failure(cropFrame(frame, { ...square, cx: Number.NaN }, 96)),
        await failure(cropFrame(frame, square, 12.5)),
      ];
      watched.source.stop();
      errors.push(await failure(cropFrame(frame, square, 96)));
      return { far, draws, errors: errors.map(({ name }) => name) };
    });
    expect(seen.far).toBeLessThan(1);
    expect(seen.draws).toBe(0);
    expect(seen.errors).toEqual(["FrameRegionError", "FrameRegionError", "FrameRegionError", "FrameGoneError"]);
    await view.close();
  });

  test("a page whose worker does not load cuts by itself", async () => {
    const view = await openLab(harness, {
      prepare: (page) => page.route("**/region-worker*", (route) => route.abort()).then(() => {}),
    });
    const size = await view.page.evaluate(async () => {
      const { cropFrame, openFile, record, watch } = captureLab;
      const watched = watch(await openFile(await record("picture")));
      await watched.start();
      await watched.until(() => watched.frames.length >= 3);
      const first = await cropFrame(watched.frame, { cx: 160, cy: 120, size: 100 }, 32);
      const second = await cropFrame(watched.frame, { cx: 160, cy: 120, size: 100 }, 48);
      watched.source.stop();
      return [first.width, second.width];
    });
    expect(size).toEqual([32, 48]);
    await view.close();
  });

  test("files come by drop, paste and picker, and no more after the end", async () => {
    const view = await openLab(harness);
    const seen = await view.page.evaluate(() => {
      const { drag, element, fileInputs, paste } = captureLab;
      const names: string[] = [];
      const dispose = fileInputs(element("target"), (file) => names.push(file.name));
      const dropping = () => element("target").hasAttribute("data-dropping");
      const marks: boolean[] = [];
      drag("dragenter", "target", "a.jpg");
      drag("dragenter", "child", "a.jpg");
      drag("dragleave", "target", "a.jpg");
      marks.push(dropping());
      const handled = [drag("dragover", "child", "a.jpg"), drag("drop", "child", "a.jpg")];
      marks.push(dropping());
      handled.push(drag("drop", "beside", "b.jpg"), drag("drop", "child"));
      paste("c.png");
      dispose();
      handled.push(drag("drop", "child", "d.jpg"));
      paste("e.png");
      return { names, marks, handled };
    });
    expect(seen.names).toEqual(["a.jpg", "c.png"]);
    expect(seen.marks).toEqual([true, false]);
    expect(seen.handled).toEqual([true, true, true, false, false]);

    await view.page.evaluate(() => {
      const { element, pickFile } = captureLab;
      const pick = async () => {
        document.title = (await pickFile())?.name ?? "none";
      };
      element("child").addEventListener("click", () => void pick());
    });
    const choosing = view.page.waitForEvent("filechooser");
    await view.page.click("#child");
    const chooser = await choosing;
    await chooser.setFiles({ name: "chosen.jpg", mimeType: "image/jpeg", buffer: Buffer.from("x") });
    await view.page.waitForFunction(() => document.title === "chosen.jpg");
    await view.close();
  });
});
