import { beforeEach, describe, expect, test } from "vitest";
import { Watchdog } from "../../../src/kiosk/watch/watchdog";
import { stageParts, type Heartbeat, type StagePart } from "../../../src/session/heartbeat";
import { TestClock } from "../session/fakes";

/** Stages that can be made to hang, and what the watchdog did about it. */
class Lens {
  readonly clock = new TestClock();
  readonly did: string[] = [];
  readonly beats: Record<StagePart, Heartbeat> = {
    source: { built: true, done: 9, dueSince: null },
    segmenter: { built: true, done: 9, dueSince: null },
    translator: { built: true, done: 9, dueSince: null },
    compositor: { built: true, done: 9, dueSince: null },
  };
  broken = false;
  /** What a restart brings back. */
  cure: "stage" | "pipeline" | "nothing" = "nothing";
  readonly watchdog = new Watchdog(this.clock, {
    heartbeats: () => this.beats,
    stallMs: () => 5000,
    broken: () => this.broken,
    restartStage: (part) => {
      this.did.push(part);
      if (this.cure === "stage") this.well(part);
    },
    restartPipeline: () => {
      this.did.push("pipeline");
      if (this.cure === "pipeline") stageParts.forEach((part) => this.well(part));
    },
    reload: () => this.did.push("page"),
    callOffReload: () => this.did.push("not the page"),
  });

  hang(part: StagePart, change: Partial<Heartbeat> = {}): void {
    this.beats[part] = { built: true, done: 9, dueSince: this.clock.now(), ...change };
  }

  well(part: StagePart): void {
    this.beats[part] = { built: true, done: 10, dueSince: null };
  }
}

let lens: Lens;
beforeEach(() => {
  lens = new Lens();
  lens.watchdog.start();
});

describe("the watchdog", () => {
  test("leaves a lens alone that gets on, or has nothing to do", async () => {
    for (let seconds = 0; seconds < 60; seconds += 1) {
      lens.hang("translator");
      await lens.clock.pass(1000, 100);
    }
    lens.well("translator");
    await lens.clock.pass(100_000, 100);
    expect(lens.did).toEqual([]);
  });

  test.each(stageParts)("restarts the stage %s when it owes something for five seconds", async (part) => {
    lens.cure = "stage";
    lens.hang(part);
    await lens.clock.pass(4900, 100);
    expect(lens.did).toEqual([]);
    await lens.clock.pass(1200, 100);
    expect(lens.did).toEqual([part]);
    await lens.clock.pass(60_000, 100);
    expect(lens.did).toEqual([part]);
  });

  test("restarts the pipeline where that did not help, then the page, and again", async () => {
    lens.hang("segmenter");
    await lens.clock.pass(25_500, 100);
    expect(lens.did).toEqual(["segmenter", "pipeline", "page", "page"]);
  });

  test("calls the page's reload off when things get well before", async () => {
    lens.hang("segmenter");
    await lens.clock.pass(19_000, 100);
    expect(lens.did.at(-1)).toBe("page");
    lens.well("segmenter");
    await lens.clock.pass(2000, 100);
    expect(lens.did.at(-1)).toBe("not the page");
  });

  test("begins with the stage again after two good minutes", async () => {
    lens.cure = "pipeline";
    lens.hang("source");
    await lens.clock.pass(13_000, 100);
    expect(lens.did).toEqual(["source", "pipeline"]);
    await lens.clock.pass(121_000, 100);
    lens.cure = "stage";
    lens.hang("source");
    await lens.clock.pass(6500, 100);
    expect(lens.did).toEqual(["source", "pipeline", "source"]);
  });

  test("gives a new stage twenty seconds for its first work, and a missing one a minute to be built", async () => {
    lens.cure = "stage";
    lens.hang("translator", { done: 0 });
    await lens.clock.pass(19_000, 100);
    expect(lens.did).toEqual([]);
    await lens.clock.pass(2500, 100);
    expect(lens.did).toEqual(["translator"]);
    await lens.clock.pass(130_000, 100);
    lens.hang("compositor", { built: false, done: 0 });
    await lens.clock.pass(58_000, 100);
    expect(lens.did).toHaveLength(1);
    await lens.clock.pass(4000, 100);
    expect(lens.did).toEqual(["translator", "compositor"]);
  });

  test("blames nobody for the time in which the whole machine slept", async () => {
    lens.hang("translator");
    await lens.clock.pass(1000, 100);
    lens.clock.jump(3_600_000);
    await lens.clock.pass(3000, 100);
    expect(lens.did).toEqual([]);
    await lens.clock.pass(4000, 100);
    expect(lens.did).toEqual(["translator"]);
  });

  test("loads the page anew when the lens shows an error for a minute that it cannot mend", async () => {
    lens.broken = true;
    await lens.clock.pass(59_000, 100);
    expect(lens.did).toEqual([]);
    await lens.clock.pass(4000, 100);
    expect(lens.did).toEqual(["page"]);
    lens.broken = false;
    await lens.clock.pass(2000, 100);
    expect(lens.did).toEqual(["page", "not the page"]);
  });
});
