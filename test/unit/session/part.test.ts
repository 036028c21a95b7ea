import { beforeEach, describe, expect, test } from "vitest";
import { Part } from "../../../src/session/part";
import { Announcements, createLensState, type WritableLensState } from "../../../src/session/state";
import { namedError, settle, TestClock } from "./fakes";

let clock: TestClock;
let state: WritableLensState;
let outcomes: (Error | number)[];
let used: (number | null)[];
let discarded: number[];
let part: Part<number>;

beforeEach(() => {
  clock = new TestClock();
  state = createLensState();
  outcomes = [];
  used = [];
  discarded = [];
  part = new Part<number>({
    part: "translator",
    clock,
    announce: new Announcements(state),
    build: () => {
      const outcome = outcomes.shift() ?? 0;
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
    use: (built) => used.push(built),
    discard: (built) => discarded.push(built),
    mayPass: (error) => error.name === "ModelUnavailableError",
    onChange: () => undefined,
  });
});

const fault = () => state.faults.value[0];

describe("Part", () => {
  test("is built once, however often it is started", async () => {
    outcomes = [1, 2];
    await Promise.all([part.start(), part.start()]);
    await part.start();
    expect(used).toEqual([1]);
    expect(part.running).toBe(true);
  });

  test("a failed start is a fault, and is tried again when people ask", async () => {
    outcomes = [namedError("WeightsError"), 2];
    await part.start();
    expect(fault()).toMatchObject({ part: "translator", name: "WeightsError", retrying: false });
    await clock.pass(60_000);
    expect(used).toEqual([]);
    await part.retry();
    expect(used).toEqual([2]);
    expect(state.faults.value).toEqual([]);
  });

  test("a start that failed for the network is tried again by itself", async () => {
    outcomes = [namedError("ModelUnavailableError"), namedError("ModelUnavailableError"), 3];
    await part.start();
    expect(fault()).toMatchObject({ name: "ModelUnavailableError", retrying: true });
    await clock.pass(3000);
    expect(used).toEqual([3]);
    expect(state.faults.value).toEqual([]);
  });

  test("one or two failures at work are passed over, the third in a row is not", async () => {
    outcomes = [1, 2];
    await part.start();
    const error = namedError("TranslatorRunError");
    part.failed(error, false);
    part.failed(error, false);
    part.succeeded();
    part.failed(error, false);
    part.failed(error, false);
    expect(used).toEqual([1]);
    part.failed(error, false);
    expect(used).toEqual([1, null]);
    expect(fault()).toMatchObject({ name: "TranslatorRunError", retrying: true });
    await clock.pass(1000);
    expect(used).toEqual([1, null, 2]);
  });

  test("what is gone is built anew at once, and waits longer from failure to failure", async () => {
    outcomes = Array.from({ length: 20 }, (_, index) => index);
    await part.start();
    const waits: number[] = [];
    for (let count = 0; count < 7; count += 1) {
      part.failed(namedError("DeviceLostError"), true);
      const from = clock.now();
      while (!part.running) await clock.pass(10);
      waits.push(Math.round((clock.now() - from) / 100) / 10);
    }
    expect(waits).toEqual([0, 1, 2, 4, 8, 15, 15]);
    await clock.pass(61_000);
    part.failed(namedError("DeviceLostError"), true);
    await clock.pass(10);
    expect(part.running).toBe(true);
  });

  test("disposed while it is built, what comes is freed", async () => {
    outcomes = [1];
    const starting = part.start();
    part.dispose();
    await starting;
    await settle();
    expect(used).toEqual([]);
    expect(discarded).toEqual([1]);
  });
});
