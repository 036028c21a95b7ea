import { beforeEach, describe, expect, test } from "vitest";
import type { ImmersiveEnd } from "../../../src/immersive/session/types";
import type { LensSession } from "../../../src/session/lens-session";
import { frameOf, namedError, pending, settle } from "./fakes";
import { Machine } from "./machine";
import { factsOf, type TestVisit } from "./test-door";

let machine: Machine;
beforeEach(() => {
  machine = new Machine();
});

const stateOf = (session: LensSession) => session.state.immersive.value;
const faultNames = (session: LensSession) => session.state.faults.value.map(({ name }) => name);

const started = async (params: Parameters<Machine["session"]>[0] = { source: { kind: "camera" } }) => {
  const session = machine.session(params);
  await session.start();
  await settle();
  return session;
};

/** A lens in a session that runs. */
const entered = async (): Promise<{ session: LensSession; visit: TestVisit }> => {
  const session = await started();
  session.actions.enterImmersive("en");
  const { visit } = machine.door;
  visit.run();
  return { session, visit };
};

const end = async (visit: TestVisit, how: ImmersiveEnd): Promise<void> => {
  visit.events.onEnd(how);
  await settle();
};

/** Frames of the room, 50 a second, with every translation answered. */
const play = async (visit: TestVisit, frames = 20): Promise<void> => {
  for (let sequence = 0; sequence < frames; sequence += 1) {
    const view = { pose: new Float32Array(16), projection: new Float32Array(16), table: 1 };
    visit.events.onFrame({ ...frameOf(sequence, machine.clock.now()), view });
    await machine.clock.pass(20);
    if (machine.translator.busy) await machine.translator.answer();
  }
};

describe("whether there is AR", () => {
  test("is asked at the start, followed, and said", async () => {
    machine.door.support = { kind: "unsupported", why: "no-ar" };
    const session = await started();
    expect(stateOf(session)).toEqual({ kind: "unsupported", why: "no-ar" });
    session.actions.enterImmersive("en");
    expect(machine.door.visits).toEqual([]);
    machine.door.onSupport({ kind: "available" });
    expect(stateOf(session)).toEqual({ kind: "available" });
  });

  test("is not asked in a kiosk", async () => {
    const session = await started({ kiosk: true });
    expect(machine.door.asked).toBe(0);
    session.actions.enterImmersive("en");
    expect(stateOf(session)).toEqual({ kind: "unknown" });
  });
});

describe("entering", () => {
  test("happens in the press itself, after the camera was let go of", async () => {
    const session = await started();
    const camera = machine.source;
    session.actions.enterImmersive("ja");
    expect(machine.door.visits).toHaveLength(1);
    expect(camera.stopped).toBe(true);
    expect(stateOf(session)).toEqual({ kind: "starting" });
    expect(machine.door.visit.options).toMatchObject({ firstTime: true, reducedMotion: false });
    expect(machine.door.visit.options.texts.leave).toBe("ARを終わる");
  });

  test("twice is once", async () => {
    const { session, visit } = await entered();
    session.actions.enterImmersive("en");
    await session.actions.retry("immersive");
    expect(machine.door.visits).toEqual([visit]);
  });

  test("before it was loaded waits for that, and can be called off", async () => {
    machine.door.gate = pending<void>();
    const session = await started();
    session.actions.enterImmersive("en");
    session.actions.leaveImmersive();
    expect(stateOf(session)).toEqual({ kind: "available" });
    session.actions.enterImmersive("en");
    machine.door.gate.resolve();
    await settle();
    expect(machine.door.visits).toHaveLength(1);
  });

  test("what cannot be loaded is a fault; the next press tries again", async () => {
    machine.door.failure = namedError("TypeError", "the network is gone");
    const session = await started();
    session.actions.enterImmersive("en");
    await settle();
    expect(faultNames(session)).toEqual(["TypeError"]);
    expect(session.state.phase.value.kind).toBe("ready");
    expect(machine.source.stopped).toBe(false);
    machine.door.failure = null;
    await session.actions.retry("immersive");
    await settle();
    expect(machine.door.visits).toHaveLength(1);
    expect(faultNames(session)).toEqual([]);
  });
});

describe("in the room", () => {
  test("dishes are followed and shown in space, and the compositor rests", async () => {
    const { session, visit } = await entered();
    expect(stateOf(session)).toEqual({ kind: "running", ...factsOf() });
    const renders = machine.compositors[0]?.renders;
    await play(visit);
    expect(visit.layers.map(({ dish, patch }) => [dish.id, patch?.view?.table])).toEqual([[1, 1]]);
    expect(session.state.dishes.value.map(({ id }) => id)).toEqual([1]);
    expect(machine.compositors[0]?.renders).toBe(renders);
    expect(machine.clock.waitingFrames).toBe(0);
  });

  test("a translation is of where the dish lies in its own frame, not in the one that was segmented", async () => {
    const { visit } = await entered();
    await play(visit);
    const { requests } = machine.translator;
    expect(requests.length).toBeGreaterThan(3);
    for (const { frame, roi } of requests) expect(roi.cx).toBe(frame.timestamp);
  });

  test("pictures are wanted while a stage is free for one, and not while the session is hidden", async () => {
    const { visit } = await entered();
    expect(visit.events.wantsFrame()).toBe(true);
    visit.events.onFrame(frameOf(0, machine.clock.now()));
    await settle();
    // Ten masks a second, and the only translator is at work.
    expect(machine.translator.busy).toBe(true);
    expect(visit.events.wantsFrame()).toBe(false);
    await machine.translator.answer();
    expect(visit.events.wantsFrame()).toBe(true);
    visit.events.onChange(factsOf({ visibility: "hidden" }));
    expect(visit.events.wantsFrame()).toBe(false);
  });

  test("a dish that is out of view keeps its patch", async () => {
    const { visit } = await entered();
    await play(visit);
    visit.seen = [];
    await play(visit, 10);
    const patch = visit.layers[0]?.patch;
    expect(patch).not.toBeNull();
    expect(patch !== null && patch !== undefined && "closed" in patch ? patch.closed : null).toBe(0);
    visit.dishes = [];
    await play(visit, 10);
    expect(visit.layers).toEqual([]);
    expect(machine.translator.patches.every(({ closed }) => closed === 1)).toBe(true);
  });

  test("choices of the controls and of the page are shown as they are made", async () => {
    const { session, visit } = await entered();
    await play(visit);
    visit.events.onChoose(1, "c");
    expect(visit.choices?.shownAs(1)).toBe("c");
    expect([...(visit.layers[0]?.domains ?? [])]).toEqual([0, 0, 1]);
    session.actions.chooseDomain("b");
    expect([...(visit.layers[0]?.domains ?? [])]).toEqual([0, 1, 0]);
    session.actions.mixDomains("a", "b", 0.5);
    expect([...(visit.layers[0]?.domains ?? [])]).toEqual([0.5, 0.5, 0]);
    expect(machine.settings.current.domain).toBe("b");
    visit.events.onChoose(null, "c");
    expect(machine.settings.current.domain).toBe("c");
    expect(visit.choices?.choices.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  test("strength, and the original while it is held", async () => {
    const { session, visit } = await entered();
    session.actions.setStrength(0.5);
    visit.events.onCompare(true);
    expect(session.state.original.value).toBe(true);
    visit.events.onCompare(false);
    expect(visit.strengths).toEqual([1, 0.5, 0, 0.5]);
  });

  test("a picture cannot be frozen there, and one that was is let go", async () => {
    const session = await started();
    await machine.play(3);
    session.actions.setFrozen(true);
    await settle();
    session.actions.enterImmersive("en");
    machine.door.visit.run();
    expect(session.state.frozen.value).toBe(false);
    session.actions.setFrozen(true);
    expect(session.state.frozen.value).toBe(false);
    expect(machine.held.every(({ closed }) => closed)).toBe(true);
  });

  test("hidden it rests, whatever the page; shown it goes on though the page is hidden", async () => {
    const { session, visit } = await entered();
    visit.events.onChange(factsOf({ visibility: "hidden" }));
    expect(session.state.paused.value).toBe(true);
    const before = machine.translator.requests.length;
    await play(visit, 10);
    expect(machine.translator.requests).toHaveLength(before);
    machine.onVisible(false);
    visit.events.onChange(factsOf());
    expect(session.state.paused.value).toBe(false);
    await play(visit, 10);
    expect(machine.translator.requests.length).toBeGreaterThan(before);
    await end(visit, { kind: "asked" });
    expect(session.state.paused.value).toBe(true);
  });

  test("too few frames make the generator smaller; it is never the picture that waits", async () => {
    const { session, visit } = await entered();
    machine.kinds = ["wasm"];
    const size = session.state.translator.value?.size ?? 0;
    visit.events.onRate(60, 72);
    expect(session.state.translator.value?.size).toBe(size);
    visit.events.onRate(60, 72);
    expect(session.state.translator.value?.size).toBeLessThan(size);
  });

  test("a segmenter that is built anew takes the tracker of the room", async () => {
    const { session, visit } = await entered();
    await session.restart("segmenter");
    await play(visit);
    expect(session.state.dishes.value.map(({ id }) => id)).toEqual([1]);
    expect(visit.layers[0]?.patch?.view).toBeDefined();
  });

  test("what the controls learn is remembered, and what they say is said", async () => {
    const { session, visit } = await entered();
    visit.events.onLearned();
    visit.events.onSay("Ramen");
    expect(session.state.spoken.value).toBe("Ramen");
    await end(visit, { kind: "asked" });
    session.actions.enterImmersive("en");
    expect(machine.door.visit.options.firstTime).toBe(false);
  });

  test("the camera that comes and goes beside it is left alone", async () => {
    const { session } = await entered();
    const opened = machine.sources.length;
    machine.onCameras();
    await session.actions.open({ kind: "camera", facing: "user" });
    await machine.clock.pass(20_000, 500);
    expect(machine.sources).toHaveLength(opened);
  });
});

describe("the end", () => {
  test.each([
    ["asked for", { kind: "asked" }, []],
    ["by the system", { kind: "system" }, []],
    ["a loss", { kind: "lost", error: namedError("ImmersiveLostError") }, ["ImmersiveLostError"]],
    ["a refusal", { kind: "lost", error: namedError("ImmersiveDeniedError") }, ["ImmersiveDeniedError"]],
  ] as const)("%s: the window goes on as before, and AR can be entered again", async (_name, how, faults) => {
    const { session, visit } = await entered();
    await play(visit);
    const patches = machine.translator.patches;
    visit.events.onEnd(how);
    expect(stateOf(session)).toEqual({ kind: "ended", end: how });
    await settle();
    expect(stateOf(session)).toEqual({ kind: "available" });
    expect(faultNames(session)).toEqual(faults);
    expect(session.state.phase.value.kind).toBe("ready");
    expect(patches.every(({ closed }) => closed === 1)).toBe(true);
    expect(session.state.source.value).toMatchObject({ kind: "camera", status: "live" });
    await machine.play(20);
    expect(machine.compositors[0]?.layers).toHaveLength(2);
    for (let round = 0; round < 3; round += 1) {
      session.actions.enterImmersive("en");
      machine.door.visit.run();
      expect(stateOf(session).kind).toBe("running");
      await end(machine.door.visit, { kind: "system" });
    }
    expect(faultNames(session)).toEqual([]);
  });

  test("while it starts", async () => {
    const session = await started();
    session.actions.enterImmersive("en");
    session.actions.leaveImmersive();
    const { visit } = machine.door;
    expect(visit.leaves).toBe(1);
    await end(visit, { kind: "asked" });
    expect(stateOf(session)).toEqual({ kind: "available" });
    expect(session.state.source.value).toMatchObject({ kind: "camera", status: "live" });
  });

  test("while a translation is under way: what comes of it is closed", async () => {
    const { visit } = await entered();
    await play(visit, 3);
    visit.events.onFrame(frameOf(9, machine.clock.now()));
    await machine.clock.pass(200);
    expect(machine.translator.busy).toBe(true);
    await end(visit, { kind: "system" });
    const patch = await machine.translator.answer();
    expect(patch.closed).toBe(1);
  });

  test("a camera that is not free yet is waited for", async () => {
    const { session, visit } = await entered();
    let refusals = 2;
    machine.openFailure = () => (refusals-- > 0 ? namedError("CameraBusyError") : null);
    await end(visit, { kind: "asked" });
    expect(session.state.faults.value).toMatchObject([{ part: "source", retrying: true }]);
    await machine.clock.pass(3000);
    expect(session.state.source.value).toMatchObject({ kind: "camera", status: "live" });
    expect(faultNames(session)).toEqual([]);
  });

  test("a photo waits and comes back; what was wished for meanwhile is opened then", async () => {
    const session = await started({ source: { kind: "url", url: "/lunch.jpg" } });
    const photo = machine.source;
    session.actions.enterImmersive("en");
    machine.door.visit.run();
    photo.onFrame(frameOf(0));
    expect(photo.stopped).toBe(false);
    expect(session.frame).toBeNull();
    await end(machine.door.visit, { kind: "asked" });
    photo.onFrame(frameOf(0));
    expect(session.frame?.sequence).toBe(0);
    session.actions.enterImmersive("en");
    machine.door.visit.run();
    await session.actions.open({ kind: "demo" });
    expect(machine.sources).toHaveLength(1);
    await end(machine.door.visit, { kind: "asked" });
    expect(session.state.source.value).toMatchObject({ kind: "demo", status: "live" });
    expect(photo.stopped).toBe(true);
  });

  test("AR that is gone afterwards is no longer offered", async () => {
    const { session, visit } = await entered();
    machine.door.onSupport({ kind: "unsupported", why: "no-ar" });
    expect(stateOf(session).kind).toBe("running");
    await end(visit, { kind: "system" });
    expect(stateOf(session)).toEqual({ kind: "unsupported", why: "no-ar" });
  });

  test("a page that goes leaves", async () => {
    const { session, visit } = await entered();
    const opened = machine.sources.length;
    session.dispose();
    expect(visit.leaves).toBe(1);
    await end(visit, { kind: "asked" });
    expect(machine.sources).toHaveLength(opened);
  });
});
