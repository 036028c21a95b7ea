import { beforeEach, describe, expect, test } from "vitest";
import { SourceKeeper } from "../../../src/kiosk/source-keeper";
import { createLensState, type WritableLensState } from "../../../src/session/state";
import type { Lens, SourceWish } from "../../../src/session";
import { pending, settle, TestClock, type Pending } from "../session/fakes";

let clock: TestClock;
let state: WritableLensState;
let asked: { readonly kind: SourceWish["kind"]; readonly opened: Pending<void> }[];
let keeper: SourceKeeper;

const show = (kind: "camera" | "demo", status: "live" | "lost" = "live") => {
  state.source.value = { kind, status, label: "", mirrored: false, deviceId: null, torch: null };
};
const kinds = () => asked.map(({ kind }) => kind);

beforeEach(() => {
  clock = new TestClock();
  state = createLensState();
  asked = [];
  const actions = {
    open: ({ kind }: SourceWish) => {
      const opened = pending<void>();
      asked.push({ kind, opened });
      return opened.promise;
    },
  };
  // It looks at nothing else of the lens.
  keeper = new SourceKeeper(clock, { state, actions } as unknown as Lens);
  keeper.start();
});

describe("the source that a kiosk wants", () => {
  test("is opened unless it is there, or was lost and is waited for", () => {
    show("demo");
    keeper.want({ kind: "demo" });
    expect(kinds()).toEqual([]);
    keeper.want({ kind: "camera" });
    expect(kinds()).toEqual(["camera"]);
  });

  test("is left to the session while a camera is lost", () => {
    show("camera", "lost");
    keeper.want({ kind: "camera" });
    expect(kinds()).toEqual([]);
  });

  test("is opened where another one is just opening and would take its place", async () => {
    show("demo");
    keeper.want({ kind: "camera" });
    keeper.want({ kind: "demo" });
    expect(kinds()).toEqual(["camera", "demo"]);
    for (const { opened } of asked) opened.resolve();
    await settle();
    keeper.want({ kind: "demo" });
    expect(asked).toHaveLength(2);
  });

  test("is asked for again where there was no camera, and not where somebody chose otherwise", async () => {
    show("demo");
    keeper.want({ kind: "camera" });
    asked[0]?.opened.resolve();
    await clock.pass(60_000, 500);
    expect(kinds()).toEqual(["camera"]);
    state.faults.value = [{ part: "source", name: "CameraMissingError", message: "", retrying: false }];
    await clock.pass(21_000, 500);
    expect(kinds()).toEqual(["camera", "camera"]);
  });
});
