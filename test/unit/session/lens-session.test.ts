import { beforeEach, describe, expect, test } from "vitest";
import type { LensSession } from "../../../src/session/lens-session";
import { createPublicApi } from "../../../src/session/public-api";
import { UnreadableFileError } from "../../../src/capture/errors";
import { dishOf, frameOf, namedError, settle } from "./fakes";
import { Machine } from "./machine";

let machine: Machine;
beforeEach(() => {
  machine = new Machine();
});

const faultNames = (session: LensSession) => session.state.faults.value.map(({ name }) => name);

describe("the first source", () => {
  test.each([
    ["nothing asked: the demo scene, and no camera", {}, {}, true, "demo"],
    ["the address asks for the camera", { source: { kind: "camera" } }, {}, false, "camera"],
    ["the camera was used last and is still allowed", {}, { source: "camera" }, true, "camera"],
    ["the camera was used last but would have to ask", {}, { source: "camera" }, false, "demo"],
    ["a kiosk, whose profile says what comes next", { kiosk: true }, { source: "camera" }, true, "demo"],
    ["the address has the last word", { source: { kind: "demo" } }, { source: "camera" }, true, "demo"],
  ] as const)("%s", async (_name, params, settings, allowed, kind) => {
    machine.allowed = allowed;
    await machine.session(params, settings).start();
    expect(machine.wishes.map((wish) => wish.kind)).toEqual([kind]);
  });

  test("where it fails the demo scene stands in, and the fault stays", async () => {
    machine.openFailure = (wish) => (wish.kind === "camera" ? namedError("CameraDeniedError") : null);
    const session = machine.session({ source: { kind: "camera" } });
    await session.start();
    expect(session.state.source.value).toMatchObject({ kind: "demo", status: "live" });
    expect(faultNames(session)).toEqual(["CameraDeniedError"]);
    machine.openFailure = null;
    await session.actions.retry("source");
    expect(session.state.source.value).toMatchObject({ kind: "camera", status: "live" });
    expect(faultNames(session)).toEqual([]);
  });
});

describe("running", () => {
  test("becomes ready, finds dishes, translates them and tells so", async () => {
    const session = machine.session({ dish: "b" });
    expect(session.state.phase.value.kind).toBe("loading");
    await session.start();
    await settle();
    expect(session.state.phase.value).toEqual({ kind: "ready" });
    await machine.play(40);
    await machine.clock.pass(300);
    expect(session.state.dishes.value.map(({ id, domain }) => [id, domain])).toEqual([
      [1, "b"],
      [2, "b"],
    ]);
    const api = createPublicApi(session.state);
    expect(api.ready).toBe(true);
    expect(api.translator).toEqual({ kind: "wasm", label: "test", size: 128, engine: null });
    expect(api.fps.translated).toBeGreaterThan(10);
    expect(api.stages.run).toBe(2);
    expect(api.dishes[0]).toMatchObject({ box: { cx: 200, cy: 240, size: 200 }, domain: "b", confidence: 0.9 });
    expect(machine.compositors[0]?.layers).toHaveLength(2);
    expect(machine.shown).toEqual([machine.compositors[0]?.canvas]);
  });

  test("what the engine chose is told as it changes, and forgotten when it is asked to", async () => {
    machine.kinds = ["webgpu"];
    const session = machine.session();
    await session.start();
    await settle();
    const api = createPublicApi(session.state);
    expect(api.translator?.engine).toEqual({ arithmetic: "f16", kernels: "default" });
    machine.translator.choices?.publish({ arithmetic: "int8", kernels: "tuned", dropped: [] });
    expect(api.translator?.engine).toEqual({ arithmetic: "int8", kernels: "tuned" });
    await session.actions.forgetTuning();
    expect(machine.translator.choices?.forgotten).toBe(1);
    expect(session.state.notices.value).toMatchObject([{ kind: "tuning-forgotten", forgotten: true }]);
    const { choices } = machine.translator;
    machine.onLost(namedError("DeviceLostError"));
    choices?.publish({ arithmetic: "f32", kernels: "tuned", dropped: [] });
    expect(session.state.translator.value).toBeNull();
  });

  test("where no engine runs there is nothing to forget", async () => {
    const session = machine.session();
    await session.start();
    await session.actions.forgetTuning();
    expect(session.state.notices.value).toEqual([]);
  });

  test("a domain for the tapped dish, another for all; what was chosen for all is remembered", async () => {
    const session = machine.session();
    await session.start();
    await machine.play();
    session.actions.chooseDishAt({ x: 450 / 640, y: 0.5 });
    expect(session.state.chosenDish.value).toBe(2);
    session.actions.chooseDomain("c");
    await machine.play();
    expect(session.state.dishes.value.map(({ domain }) => domain)).toEqual(["a", "c"]);
    session.actions.chooseDishAt({ x: 0, y: 0 });
    session.actions.stepDomain(1);
    expect(session.state.dishes.value.map(({ domain }) => domain)).toEqual(["b", "b"]);
    expect(machine.settings.current.domain).toBe("b");
  });

  test("on a mirrored picture a tap means what is seen there", async () => {
    const session = machine.session();
    await session.start();
    await machine.play();
    session.actions.chooseDishAt({ x: 450 / 640, y: 0.5 });
    expect(session.state.chosenDish.value).toBe(2);
    const source = session.state.source.value;
    if (source === null) throw new Error("There is no source.");
    Object.assign(session.state.source, { value: { ...source, mirrored: true } });
    session.actions.chooseDishAt({ x: 1 - 200 / 640, y: 0.5 });
    expect(session.state.chosenDish.value).toBe(1);
  });

  test("an unknown dish in the address is said, and the first one taken", async () => {
    const session = machine.session({ dish: "pizza" });
    await session.start();
    expect(session.state.notices.value).toMatchObject([{ kind: "unknown-dish", value: "pizza" }]);
    expect(session.state.defaultDomain.value).toBe("a");
  });

  test("a hidden page rests", async () => {
    const session = machine.session();
    await session.start();
    await settle();
    machine.onVisible(false);
    expect(session.state.paused.value).toBe(true);
    machine.source.onFrame(frameOf(0));
    await machine.clock.pass(200);
    expect(machine.translator.requests).toHaveLength(0);
    machine.onVisible(true);
    await machine.play();
    expect(machine.translator.requests.length).toBeGreaterThan(0);
  });

  test("a file that cannot be read is a notice; the source before goes on", async () => {
    const session = machine.session();
    await session.start();
    machine.openFailure = (wish) => (wish.kind === "file" ? new UnreadableFileError("notes.txt", "type") : null);
    await session.actions.open({ kind: "file", file: new File(["x"], "notes.txt") });
    expect(session.state.notices.value).toMatchObject([{ kind: "unreadable-file", file: "notes.txt", reason: "type" }]);
    expect(session.state.source.value).toMatchObject({ kind: "demo", status: "live" });
    expect(machine.sources[0]?.stopped).toBe(false);
    machine.sources[0]?.onFrame(frameOf(7));
    expect(session.state.picture.value).toEqual({ width: 640, height: 480 });
  });

  test("of two wishes the later one wins, and the earlier source is stopped", async () => {
    const session = machine.session();
    await session.start();
    await Promise.all([
      session.actions.open({ kind: "camera" }),
      session.actions.open({ kind: "file", file: new File(["x"], "lunch.jpg") }),
    ]);
    expect(session.state.source.value?.kind).toBe("photo");
    expect(machine.sources.map(({ kind, stopped }) => [kind, stopped])).toEqual([
      ["demo", true],
      ["camera", true],
      ["photo", false],
    ]);
  });
});

describe("how the dish is shown", () => {
  test("a mix for all dishes is translated with weights between the two", async () => {
    const session = machine.session();
    await session.start();
    await machine.play();
    session.actions.mixDomains("a", "c", 0.5);
    await machine.play();
    expect(machine.translator.requests.at(-1)?.domains).toEqual(Float32Array.of(0.5, 0, 0.5));
    expect(createPublicApi(session.state).dishes[0]?.mix).toEqual({ from: "a", to: "c", amount: 0.5 });
    session.actions.chooseDomain("b");
    expect(session.state.mix.value).toBeNull();
  });

  test("strength is remembered and comes gently; the original does not change it", async () => {
    const session = machine.session({}, { strength: 0.5 });
    await session.start();
    await machine.play();
    const strength = () => machine.compositors[0]?.strengths.at(-1);
    expect(strength()).toBeCloseTo(0.5);
    session.actions.setOriginal(true);
    await machine.clock.pass(300);
    expect(strength()).toBe(0);
    session.actions.setOriginal(false);
    await machine.clock.pass(300);
    expect(strength()).toBeCloseTo(0.5);
    session.actions.setStrength(7);
    await machine.clock.pass(300);
    expect(strength()).toBe(1);
    expect(machine.settings.current.strength).toBe(1);
  });

  test("hot dishes steam, unless it is switched off or the system asks for reduced motion", async () => {
    const session = machine.session({}, { steam: true });
    await session.start();
    const steam = () => machine.compositors[0]?.steam;
    expect(steam()).toHaveLength(3);
    machine.onReducedMotion(true);
    expect(steam()).toBeNull();
    machine.onReducedMotion(false);
    expect(steam()).not.toBeNull();
    session.actions.setSteam(false);
    expect(steam()).toBeNull();
    expect(machine.settings.current.steam).toBe(false);
  });

  test("a dish that comes nearer is drawn larger at once, and translated from its larger region", async () => {
    const session = machine.session();
    machine.dishes = [dishOf(1, 320, 240, 150)];
    await session.start();
    await machine.play();
    machine.dishes = [dishOf(1, 320, 240, 300)];
    machine.source.onFrame(frameOf(100, machine.clock.now()));
    expect(machine.compositors[0]?.layers[0]?.dish.roi.size).toBe(300);
    expect(machine.compositors[0]?.layers[0]?.patch.roi.size).toBe(150);
    await machine.play();
    expect(machine.compositors[0]?.layers[0]?.patch.roi.size).toBe(300);
  });
});

describe("all dishes at once", () => {
  test("each domain of the largest dish in turn; the picture rests meanwhile, and goes on afterwards", async () => {
    const session = machine.session();
    machine.dishes = [dishOf(1, 100, 240, 150), dishOf(2, 450, 240, 250)];
    await session.start();
    await machine.play();
    const compositor = machine.compositors[0];
    const pictures: string[] = [];
    const end = session.actions.watchDomains((picture) =>
      pictures.push(picture.kind === "domain" ? picture.domain : "original"),
    );
    await machine.play(2);
    const { renders = 0 } = compositor ?? {};
    const { length } = machine.translator.requests;
    await machine.play(40);
    expect(compositor?.renders).toBe(renders);
    expect(pictures.slice(0, 5)).toEqual(["original", "a", "b", "c", "original"]);
    expect(new Set(machine.translator.requests.slice(length).map(({ roi }) => roi.cx))).toEqual(new Set([450]));
    end();
    const { length: shown } = pictures;
    await machine.play(20);
    expect(pictures).toHaveLength(shown);
    expect(compositor?.renders).toBeGreaterThan(renders);
    expect(machine.translator.requests.at(-1)?.domains).toEqual(Float32Array.of(1, 0, 0));
  });
});

describe("freezing", () => {
  const frozenSession = async () => {
    const session = machine.session();
    await session.start();
    await machine.play();
    session.actions.setFrozen(true);
    await settle();
    return session;
  };

  test("the picture and its dishes stay, and other domains are translated from it", async () => {
    const session = await frozenSession();
    expect(createPublicApi(session.state).frozen).toBe(true);
    for (let turn = 0; turn < 3; turn += 1) {
      await machine.clock.pass(20);
      if (machine.translator.busy) await machine.translator.answer();
    }
    const held = machine.held[0]?.frame;
    const { length } = machine.translator.requests;
    for (const sequence of [50, 51, 52]) {
      machine.source.onFrame(frameOf(sequence, machine.clock.now()));
      await machine.clock.pass(30);
    }
    expect(machine.translator.requests).toHaveLength(length);
    expect(machine.compositors[0]?.frames.at(-1)?.sequence).toBe(held?.sequence);
    session.actions.chooseDomain("c");
    expect(machine.translator.requests.at(-1)).toMatchObject({
      frame: { sequence: held?.sequence },
      domains: Float32Array.of(0, 0, 1),
    });
    await machine.translator.answer();
    session.actions.setFrozen(false);
    await machine.clock.pass(20);
    expect(machine.compositors[0]?.frames.at(-1)?.sequence).toBe(52);
    expect(machine.held[0]?.closed).toBe(true);
  });

  test("the camera may go meanwhile: what is held stays, and another source thaws it", async () => {
    const session = await frozenSession();
    machine.source.onError(namedError("CameraLostError"));
    while (machine.translator.busy) await machine.translator.answer();
    session.actions.chooseDomain("b");
    expect(machine.translator.requests.at(-1)?.domains).toEqual(Float32Array.of(0, 1, 0));
    await session.actions.open({ kind: "camera" });
    expect(session.state.frozen.value).toBe(false);
    expect(machine.held[0]?.closed).toBe(true);
    machine.source.onFrame(frameOf(3));
    await machine.clock.pass(20);
    expect(machine.compositors[0]?.frames.at(-1)?.sequence).toBe(3);
  });

  test("a picture that is gone cannot be held: the lens goes on", async () => {
    machine.holdFailure = namedError("FrameGoneError");
    const session = await frozenSession();
    expect(session.state.frozen.value).toBe(false);
    machine.source.onFrame(frameOf(77));
    await machine.clock.pass(20);
    expect(machine.compositors[0]?.frames.at(-1)?.sequence).toBe(77);
  });

  test("before the first picture there is nothing to hold", async () => {
    const session = machine.session();
    await session.start();
    session.actions.setFrozen(true);
    expect(session.state.frozen.value).toBe(false);
  });
});

describe("losses", () => {
  test("a lost camera is waited for and comes back by itself", async () => {
    const session = machine.session({ source: { kind: "camera" } });
    await session.start();
    machine.openFailure = () => namedError("CameraMissingError");
    machine.source.onError(namedError("CameraLostError"));
    expect(session.state.source.value?.status).toBe("lost");
    expect(session.state.faults.value).toMatchObject([{ name: "CameraLostError", retrying: true }]);
    await machine.clock.pass(10_000);
    expect(faultNames(session)).toEqual(["CameraLostError"]);
    machine.openFailure = null;
    machine.onCameras();
    await settle();
    expect(session.state.source.value?.status).toBe("live");
    expect(faultNames(session)).toEqual([]);
    expect(session.state.notices.value).toMatchObject([{ kind: "camera-returned" }]);
  });

  test("a lost camera whose permission is gone is not tried for ever", async () => {
    const session = machine.session({ source: { kind: "camera" } });
    await session.start();
    machine.openFailure = () => namedError("CameraDeniedError");
    machine.source.onError(namedError("CameraLostError"));
    await machine.clock.pass(1000);
    expect(session.state.faults.value).toMatchObject([{ name: "CameraDeniedError", retrying: false }]);
    const { length } = machine.wishes;
    await machine.clock.pass(60_000);
    expect(machine.wishes).toHaveLength(length);
  });

  test("a lost GPU device: compositor and translator are built anew, and the lens goes on", async () => {
    machine.kinds = ["webgpu", "wasm"];
    machine.backend = "webgpu";
    const session = machine.session();
    await session.start();
    await machine.play();
    machine.onLost(namedError("DeviceLostError"));
    expect(faultNames(session)).toEqual(["DeviceLostError", "DeviceLostError"]);
    expect(session.state.phase.value.kind).toBe("ready");
    expect(machine.compositors[0]?.disposed).toBe(true);
    expect(machine.translators[0]?.disposed).toBe(true);
    await machine.clock.pass(1000);
    expect(faultNames(session)).toEqual([]);
    expect(machine.compositors).toHaveLength(2);
    expect(session.state.notices.value).toMatchObject([{ kind: "translator-recovered" }]);
    await machine.play();
    expect(machine.compositors[1]?.layers).toHaveLength(2);
  });

  test("a GPU that is lost again and again is passed over", async () => {
    machine.kinds = ["webgpu", "wasm"];
    const session = machine.session();
    await session.start();
    await settle();
    for (let count = 0; count < 3; count += 1) {
      machine.onLost(namedError("DeviceLostError"));
      await machine.clock.pass(3000);
    }
    expect(machine.avoided.at(-1)).toEqual(["webgpu"]);
    expect(session.state.translator.value?.kind).toBe("wasm");
  });

  test("a translator that fails three times in a row is replaced; too little memory makes it smaller", async () => {
    const session = machine.session();
    await session.start();
    machine.source.onFrame(frameOf(0));
    await machine.clock.pass(20);
    await machine.translator.fail(namedError("OutOfMemoryError"));
    expect(session.state.translator.value?.size).toBe(96);
    for (let sequence = 1; sequence <= 3; sequence += 1) {
      machine.source.onFrame(frameOf(sequence));
      await machine.clock.pass(20);
      await machine.translator.fail(namedError("TranslatorRunError"));
    }
    expect(faultNames(session)).toEqual(["TranslatorRunError"]);
    await machine.clock.pass(1000);
    expect(machine.translators).toHaveLength(2);
    expect(faultNames(session)).toEqual([]);
  });

  test("frames that are gone are nobody's fault", async () => {
    const session = machine.session();
    await session.start();
    for (let sequence = 0; sequence < 6; sequence += 1) {
      machine.source.onFrame(frameOf(sequence));
      await machine.clock.pass(20);
      await machine.translator.fail(namedError("FrameGoneError"));
    }
    expect(faultNames(session)).toEqual([]);
    expect(machine.translators).toHaveLength(1);
  });

  test("a compositor that is lost is replaced on screen", async () => {
    const session = machine.session();
    await session.start();
    machine.compositorEvents?.onLost(namedError("CompositorLostError"));
    await machine.clock.pass(1000);
    expect(machine.shown).toEqual(machine.compositors.map(({ canvas }) => canvas));
    expect(machine.compositors).toHaveLength(2);
    expect(session.state.phase.value.kind).toBe("ready");
  });
});

describe("failed starts", () => {
  test("a damaged model is an error page; the picture runs, and trying again helps", async () => {
    machine.modelFailure = namedError("ModelIntegrityError");
    const session = machine.session();
    await session.start();
    expect(session.state.phase.value).toMatchObject({ kind: "error", fault: { name: "ModelIntegrityError" } });
    await machine.play();
    expect(machine.compositors[0]?.renders).toBeGreaterThan(5);
    machine.modelFailure = null;
    await session.actions.retry("model");
    await settle();
    expect(session.state.phase.value).toEqual({ kind: "ready" });
  });

  test("without a translator the page says so", async () => {
    machine.translatorFailure = namedError("TranslatorUnavailableError");
    const session = machine.session();
    await session.start();
    await settle();
    expect(session.state.phase.value).toMatchObject({ kind: "error", fault: { part: "translator" } });
    expect(createPublicApi(session.state).errors.map(({ name }) => name)).toEqual(["TranslatorUnavailableError"]);
  });

  test("without a compositor the page says so", async () => {
    machine.compositorFailure = namedError("CompositorUnavailableError");
    const session = machine.session();
    await session.start();
    expect(session.state.phase.value).toMatchObject({ kind: "error", fault: { part: "compositor" } });
  });

  test("disposed, everything is stopped and freed", async () => {
    const session = machine.session();
    await session.start();
    await machine.play();
    session.dispose();
    expect(machine.source.stopped).toBe(true);
    expect(machine.translator.disposed).toBe(true);
    expect(machine.compositors[0]?.disposed).toBe(true);
  });
});

describe("heartbeats", () => {
  beforeEach(() => {
    machine.dishes = [dishOf(1)];
  });

  test("frames, masks, patches and drawings are counted, and a stage at work owes one", async () => {
    const session = machine.session({ source: { kind: "demo" } });
    await session.start();
    await machine.play();
    const before = session.heartbeats;
    for (const part of ["source", "segmenter", "translator", "compositor"] as const) {
      expect(before[part].built).toBe(true);
      expect(before[part].done).toBeGreaterThan(0);
    }
    const asked = machine.clock.now();
    machine.source.onFrame(frameOf(100, asked));
    await machine.clock.pass(3000);
    expect(session.heartbeats.translator.dueSince).toBe(asked);
    expect(session.heartbeats.source.dueSince).toBe(asked);
    expect(session.heartbeats.segmenter.dueSince).toBeNull();
    expect(session.heartbeats.compositor.dueSince).toBeNull();
    await machine.translator.answer();
    expect(session.heartbeats.translator.done).toBe(before.translator.done + 1);
  });

  test("a hidden page owes nothing, and begins to owe when it is shown again", async () => {
    const session = machine.session({ source: { kind: "demo" } });
    await session.start();
    machine.source.onFrame(frameOf(0));
    await machine.clock.pass(1000);
    machine.onVisible(false);
    await machine.clock.pass(60_000);
    expect(Object.values(session.heartbeats).map(({ dueSince }) => dueSince)).toEqual([null, null, null, null]);
    machine.onVisible(true);
    expect(session.heartbeats.source.dueSince).toBe(machine.clock.now());
  });

  test("a translator that answers no more is replaced by another, and its late answer is thrown away", async () => {
    const session = machine.session({ source: { kind: "demo" } });
    await session.start();
    await machine.play();
    machine.source.onFrame(frameOf(100, machine.clock.now()));
    await machine.clock.pass(20);
    const { translator: stuck } = machine;
    expect(stuck.busy).toBe(true);
    await session.restart("translator");
    expect(machine.translator).not.toBe(stuck);
    expect(stuck.disposed).toBe(true);
    expect(session.heartbeats.translator).toEqual({ built: true, done: 0, dueSince: expect.any(Number) });
    const late = await stuck.answer();
    expect(late.closed).toBe(1);
    await machine.play();
    expect(session.heartbeats.translator.done).toBeGreaterThan(0);
    expect(session.state.faults.value).toEqual([]);
  });

  test("a camera without frames is opened again, a demo scene too", async () => {
    const session = machine.session({ source: { kind: "camera" } });
    await session.start();
    await machine.play();
    const { source: silent } = machine;
    await session.restart("source");
    expect(silent.stopped).toBe(true);
    expect(session.state.faults.value).toMatchObject([{ part: "source", name: "CameraLostError", retrying: true }]);
    await machine.clock.pass(600);
    expect(machine.source).not.toBe(silent);
    await machine.play();
    expect(session.state.source.value?.status).toBe("live");
    await session.actions.open({ kind: "demo" });
    const { source: demo } = machine;
    await session.restart("source");
    expect(machine.source).not.toBe(demo);
    expect(demo.stopped).toBe(true);
  });
});
