import { beforeEach, describe, expect, test } from "vitest";
import { featureNames, subsets } from "./subsets";
import { Visit } from "../../../../src/immersive/session/visit";
import type { VisitMachine } from "../../../../src/immersive/session/visit-contract";
import type { ImmersiveEnd, ImmersiveFacts } from "../../../../src/immersive/session/types";
import { frameOf, namedError, pending, settle, TestClock, type Pending } from "../../session/fakes";
import { TestRoom, TestStream, TestXrSession } from "./fakes";

const phone = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36";
const quest =
  "Mozilla/5.0 (X11; Linux x86_64; Quest 3) AppleWebKit/537.36 OculusBrowser/40.0 Chrome/132.0 VR Safari/537.36";

/** A device in memory, with switches for what can go wrong. */
class Device implements VisitMachine {
  readonly clock = new TestClock();
  userAgent = quest;
  features: string[] | undefined = [];
  readonly inits: XRSessionInit[] = [];
  readonly sessions: TestXrSession[] = [];
  readonly streams: TestStream[] = [];
  readonly rooms: TestRoom[] = [];
  readonly log: string[] = [];
  requestFailure: Error | null = null;
  streamFailure: Error | null = null;
  roomFailure: Error | null = null;
  /** Holds what is being opened until it is resolved. */
  streamGate: Pending<void> | null = null;
  requestGate: Pending<void> | null = null;
  roomGate: Pending<void> | null = null;
  readonly ends: ImmersiveEnd[] = [];
  facts: ImmersiveFacts | null = null;
  frames = 0;
  resets = 0;
  readonly rates: (readonly [number, number])[] = [];
  readonly chosen: (readonly [number | null, string])[] = [];

  readonly xr = {
    requestSession: async (_mode: XRSessionMode, init: XRSessionInit = {}) => {
      this.log.push("session");
      this.inits.push(init);
      await this.requestGate?.promise;
      if (this.requestFailure !== null) throw this.requestFailure;
      const session = new TestXrSession(this.features);
      this.sessions.push(session);
      return session.asSession();
    },
  };

  now(): number {
    return this.clock.now();
  }
  after(ms: number, callback: () => void): () => void {
    return this.clock.after(ms, callback);
  }
  async openStream(): Promise<MediaStream> {
    this.log.push("stream");
    await this.streamGate?.promise;
    if (this.streamFailure !== null) throw this.streamFailure;
    const stream = new TestStream();
    this.streams.push(stream);
    return stream.asStream();
  }
  openRoom: VisitMachine["openRoom"] = async (options) => {
    this.log.push("room");
    await this.roomGate?.promise;
    if (this.roomFailure !== null) throw this.roomFailure;
    const room = new TestRoom(options);
    this.rooms.push(room);
    return room;
  };

  visit(): Visit {
    const texts = { all: "", leave: "", hintSelect: "", hintLook: "", hintHold: "" };
    const options = { overlay: {} as Element, texts, reducedMotion: false, firstTime: true };
    return new Visit(this, options, {
      onRunning: () => void this.log.push("running"),
      wantsFrame: () => true,
      onFrame: () => void (this.frames += 1),
      onChange: (facts) => void (this.facts = facts),
      onReset: () => void (this.resets += 1),
      onRate: (fps, wanted) => void this.rates.push([fps, wanted]),
      onChoose: (dish, domain) => void this.chosen.push([dish, domain]),
      onCompare: () => undefined,
      onLearned: () => undefined,
      onSay: () => undefined,
      onEnd: (end) => void this.ends.push(end),
    });
  }

  async begin(): Promise<Visit> {
    const visit = this.visit();
    visit.start();
    await settle();
    await settle();
    return visit;
  }

  get room(): TestRoom {
    const room = this.rooms.at(-1);
    if (room === undefined) throw new Error("No room was opened.");
    return room;
  }

  get session(): TestXrSession {
    const session = this.sessions.at(-1);
    if (session === undefined) throw new Error("No session was given.");
    return session;
  }

  /** Frames at 50 a second. */
  async play(ms: number, posed: boolean | "emulated" = true): Promise<void> {
    for (let time = 0; time < ms; time += 20) {
      await this.clock.pass(20);
      this.rooms.at(-1)?.frame(this.clock.now(), posed);
    }
  }

  get endKinds(): string[] {
    return this.ends.map((end) => (end.kind === "lost" ? end.error.name : end.kind));
  }
}

/** Nothing is left open. */
const expectClosed = ({ sessions, streams, rooms }: Device): void => {
  expect(sessions.filter(({ ended }) => !ended)).toEqual([]);
  expect(streams.filter(({ track }) => !track.stopped)).toEqual([]);
  expect(rooms.map(({ disposed, loop }) => [disposed, loop])).toEqual(rooms.map(() => [1, null]));
};

let device: Device;
beforeEach(() => {
  device = new Device();
});

describe("entering", () => {
  test("only the reference space is required; everything else is wished for", async () => {
    await device.begin();
    expect(device.inits[0]?.requiredFeatures).toEqual(["local"]);
    for (const feature of featureNames) expect(device.inits[0]?.optionalFeatures).toContain(feature);
    expect(device.inits[0]?.optionalFeatures).not.toContain("layers");
    expect(device.inits[0]?.depthSensing?.usagePreference[0]).toBe("cpu-optimized");
    expect(device.log).toEqual(["stream", "session", "room", "running"]);
  });

  test("on a phone the session is asked for at once, and no other camera is opened", async () => {
    device.userAgent = phone;
    device.features = ["camera-access"];
    device.visit().start();
    // Nothing was awaited: the press still counts.
    expect(device.log).toEqual(["session"]);
    await settle();
    expect(device.streams).toEqual([]);
    expect(device.facts).toMatchObject({ path: "raw-camera", reason: "session-camera" });
  });

  test.each(subsets(featureNames).flatMap((features) => [[features, phone] as const, [features, quest] as const]))(
    "granted %j",
    async (features, userAgent) => {
      device.userAgent = userAgent;
      device.features = ["local", "viewer", ...features];
      await device.begin();
      const access = features.includes("camera-access");
      if (!access && userAgent === phone) {
        expect(device.endKinds).toEqual(["NoCameraInSessionError"]);
        return expectClosed(device);
      }
      expect(device.facts?.path).toBe(access ? "raw-camera" : "passthrough");
      const { granted } = device.room.options;
      expect(granted).toEqual({
        hitTest: features.includes("hit-test"),
        anchors: features.includes("anchors"),
        domOverlay: features.includes("dom-overlay"),
        lightEstimation: features.includes("light-estimation"),
        depthSensing: features.includes("depth-sensing"),
        cameraAccess: access,
        handTracking: features.includes("hand-tracking"),
      });
      expect(device.room.options.stream === null).toBe(access);
      // The camera beside the session is closed where the session's own is used.
      expect(device.streams.map(({ track }) => track.stopped)).toEqual(userAgent === quest ? [access] : []);
      await device.play(100);
      expect(device.room.calls).toContain("stage");
      device.session.dispatchEvent(new Event("end"));
      await settle();
      expect(device.endKinds).toEqual(["system"]);
    },
  );

  test("a session that does not list what it granted uses the camera beside it", async () => {
    device.features = undefined;
    await device.begin();
    expect(device.facts).toMatchObject({ path: "passthrough", granted: { cameraAccess: false, hitTest: false } });
  });

  test.each([
    ["NotSupportedError", "ImmersiveUnsupportedError"],
    ["NotAllowedError", "ImmersiveDeniedError"],
    ["SecurityError", "ImmersiveGestureError"],
    ["InvalidStateError", "ImmersiveBusyError"],
    ["OperationError", "ImmersiveFailedError"],
  ])("a request that ends in %s is told as %s, and no camera stays open", async (name, expected) => {
    device.requestFailure = new DOMException("no", name);
    await device.begin();
    expect(device.endKinds).toEqual([expected]);
    expectClosed(device);
  });

  test.each([
    ["CameraDeniedError", "stream-denied"],
    ["CameraMissingError", "stream-missing"],
    ["CameraBusyError", "stream-failed"],
  ])("without a camera (%s) the session is not kept, and says why", async (name, reason) => {
    device.streamFailure = namedError(name);
    await device.begin();
    expect(device.endKinds).toEqual(["NoCameraInSessionError"]);
    const end = device.ends[0];
    expect(end?.kind === "lost" ? end.error.message : "").toContain(reason);
    expectClosed(device);
  });

  test("a camera that was refused does not matter where the session has its own", async () => {
    device.streamFailure = namedError("CameraDeniedError");
    device.features = ["camera-access"];
    await device.begin();
    expect(device.facts?.path).toBe("raw-camera");
  });
});

describe("leaving", () => {
  test.each(["streamGate", "requestGate", "roomGate"] as const)("while it starts (%s)", async (gate) => {
    const held = pending<void>();
    device[gate] = held;
    const visit = await device.begin();
    visit.leave();
    await settle();
    // What is still on its way is waited for, so that the next to open a camera finds it free.
    expect(device.ends).toEqual([]);
    held.resolve();
    await settle();
    expect(device.endKinds).toEqual(["asked"]);
    expect(device.log).not.toContain("running");
    expectClosed(device);
  });

  test("while it starts, and what is awaited never comes", async () => {
    device.requestGate = pending<void>();
    const visit = await device.begin();
    visit.leave();
    await device.clock.pass(3500);
    expect(device.endKinds).toEqual(["asked"]);
  });

  test("while it runs: once, however often it is asked for", async () => {
    const visit = await device.begin();
    await device.play(60);
    visit.leave();
    visit.leave();
    await settle();
    expect(device.endKinds).toEqual(["asked"]);
    expect(device.room.camera.stopped).toBe(true);
    expectClosed(device);
    device.room.camera.onFrame(frameOf(3));
    expect(device.frames).toBe(0);
  });

  test("by the control in space", async () => {
    await device.begin();
    device.room.options.controls.events.onLeave();
    await settle();
    expect(device.endKinds).toEqual(["asked"]);
    expectClosed(device);
  });

  test("by the system, while the room is being opened", async () => {
    device.roomGate = pending<void>();
    await device.begin();
    device.session.ended = true;
    device.session.dispatchEvent(new Event("end"));
    await settle();
    device.roomGate.resolve();
    await settle();
    expect(device.endKinds).toEqual(["system"]);
    expectClosed(device);
  });
});

describe("losses", () => {
  test.each([
    ["the room cannot be opened", () => (device.roomFailure = namedError("StageLostError")), "StageLostError"],
    ["what is thrown is no error", () => (device.roomFailure = "odd" as unknown as Error), "ImmersiveFailedError"],
  ])("%s", async (_name, breakIt, expected) => {
    breakIt();
    await device.begin();
    expect(device.endKinds).toEqual([expected]);
    expectClosed(device);
  });

  test("the drawing context is lost", async () => {
    await device.begin();
    device.room.options.onLost(namedError("ImmersiveLostError"));
    await settle();
    expect(device.endKinds).toEqual(["ImmersiveLostError"]);
    expectClosed(device);
  });

  test("the camera goes away", async () => {
    await device.begin();
    device.room.camera.onError(namedError("CameraLostError"));
    await settle();
    expect(device.endKinds).toEqual(["CameraLostError"]);
    expectClosed(device);
  });

  test.each(["camera", "surroundings", "controls", "stage"])("a frame goes on when %s throws", async (step) => {
    await device.begin();
    device.room.broken.add(step);
    await device.play(20);
    expect(device.room.calls.at(-1)).toBe("stage");
    expect(device.facts?.troubles.map((trouble) => trouble.step)).toEqual([step]);
    device.room.broken.clear();
    await device.play(20);
    expect(device.facts?.troubles).toEqual([]);
    expect(device.ends).toEqual([]);
  });

  test("drawing that fails in frame after frame ends the session; controls that do so do not", async () => {
    await device.begin();
    device.room.broken.add("controls");
    await device.play(3000);
    expect(device.ends).toEqual([]);
    device.room.broken.add("stage");
    await device.play(3000);
    expect(device.endKinds).toEqual(["ImmersiveLostError"]);
    expectClosed(device);
  });
});

describe("while it runs", () => {
  test("the steps of a frame follow each other in their order", async () => {
    await device.begin();
    device.room.depth = { width: 1, height: 1 } as unknown as TestRoom["depth"];
    await device.play(20);
    expect(device.room.calls).toEqual(["camera", "surroundings", "tracker", "controls", "stage"]);
  });

  test("controls rest while the session is blurred", async () => {
    await device.begin();
    device.session.show("visible-blurred");
    expect(device.facts?.visibility).toBe("visible-blurred");
    await device.play(20);
    expect(device.room.calls).toEqual(["camera", "surroundings", "stage"]);
  });

  test.each([false, "emulated"] as const)(
    "tracking that is lost for a second is told, and when it is back (%s)",
    async (posed) => {
      await device.begin();
      await device.play(100);
      await device.play(800, posed);
      expect(device.facts?.tracking).toBe(true);
      await device.play(400, posed);
      expect(device.facts?.tracking).toBe(false);
      const calls = device.room.calls.length;
      await device.play(200, posed);
      expect(device.room.calls).toHaveLength(calls);
      await device.play(20);
      expect(device.facts?.tracking).toBe(true);
      expect(device.room.calls.at(-1)).toBe("stage");
    },
  );

  test("a space that moves has everything found anew", async () => {
    await device.begin();
    device.room.spaceEvents.dispatchEvent(new Event("reset"));
    expect([device.room.surroundingResets, device.room.tracker.resets, device.resets]).toEqual([1, 1, 1]);
  });

  test("frames that do not come are counted, but not while the session is hidden", async () => {
    await device.begin();
    device.session.frameRate = 50;
    await device.play(200);
    await device.clock.pass(100);
    await device.play(1000);
    expect(device.facts?.skipped).toBe(5);
    expect(device.facts?.fps).toBeGreaterThan(40);
    device.session.show("hidden");
    await device.clock.pass(5000);
    expect(device.facts).toMatchObject({ visibility: "hidden", fps: 0 });
    device.session.show("visible");
    await device.play(1000);
    expect(device.facts?.skipped).toBe(5);
  });

  test("the rate is told beside what the session aims at, or the best so far", async () => {
    await device.begin();
    device.session.frameRate = 72;
    await device.play(2100);
    expect(device.rates.at(-1)?.[0]).toBeCloseTo(50, 0);
    expect(device.rates.at(-1)?.[1]).toBe(72);
    device.session.frameRate = undefined;
    await device.play(2100);
    expect(device.rates.at(-1)?.[1]).toBeGreaterThanOrEqual(device.rates.at(-1)?.[0] ?? 0);
  });

  test("frames and choices are handed on", async () => {
    await device.begin();
    device.room.camera.onFrame(frameOf(0));
    device.room.options.controls.events.onChoose(3, "ramen");
    expect([device.frames, device.chosen]).toEqual([1, [[3, "ramen"]]]);
  });
});
