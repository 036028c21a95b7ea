import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { KioskStorage } from "../../../src/kiosk/storage";
import { Journal } from "../../../src/kiosk/watch/journal";
import { Maintenance, type MaintenanceCause } from "../../../src/kiosk/watch/maintenance";
import { nextRestart } from "../../../src/kiosk/watch/nightly";
import { PageReload } from "../../../src/kiosk/watch/page-reload";
import { settle, TestClock } from "../session/fakes";
import { MemoryStorage } from "./fakes";

describe("reloads of the page", () => {
  test("come ever later where they do not help, and counted over the reloads themselves", async () => {
    const raw = new MemoryStorage();
    const waits: number[] = [];
    for (let page = 0; page < 6; page += 1) {
      const clock = new TestClock();
      const reloads: number[] = [];
      const askedAt = clock.now();
      const reload = new PageReload(clock, new KioskStorage(raw), () => {
        reloads.push(clock.now() - askedAt);
      });
      reload.schedule(() => undefined);
      reload.schedule(() => undefined);
      await clock.pass(301_000, 1000);
      waits.push(...reloads.map((ms) => Math.floor(ms / 1000)));
    }
    expect(waits).toEqual([5, 15, 60, 300, 300, 300]);
  });

  test("begin with the short wait again after ten good minutes, and are called off", async () => {
    const raw = new MemoryStorage();
    raw.setItem("mealshift.kiosk.reloads", '{"inRow": 3}');
    const clock = new TestClock();
    let reloads = 0;
    const reload = new PageReload(clock, new KioskStorage(raw), () => (reloads += 1));
    await clock.pass(11 * 60_000, 100);
    reload.schedule(() => undefined);
    await clock.pass(4000, 100);
    reload.callOff();
    await clock.pass(600_000, 100);
    expect(reloads).toBe(0);
    let told = 0;
    reload.schedule(() => (told += 1));
    await clock.pass(5100, 100);
    expect([reloads, told]).toEqual([1, 1]);
  });
});

describe("the nightly restart", () => {
  test.each([
    ["2026-11-21T03:00", "04:00", 0, "2026-11-21T04:00"],
    ["2026-11-21T04:00", "04:00", 0, "2026-11-22T04:00"],
    ["2026-11-21T23:59", "00:30", 0.5, "2026-11-22T00:35"],
    ["2026-12-31T12:00", "04:00", 0, "2027-01-01T04:00"],
  ])("after %s, at %s, chance %d: %s", (now, at, chance, next) => {
    expect(nextRestart(new Date(now), at, 10, chance)).toEqual(new Date(next));
  });

  test("lies ahead, at most a day and the jitter", () => {
    const time = fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(
        time,
        fc.integer({ min: 0, max: 23 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (now, hour, chance) => {
          const ahead = nextRestart(now, `${String(hour).padStart(2, "0")}:15`, 10, chance).getTime() - now.getTime();
          expect(ahead).toBeGreaterThan(0);
          // A day has 25 hours when clocks go back.
          expect(ahead).toBeLessThanOrEqual(25 * 3_600_000 + 600_000);
        },
      ),
    );
  });
});

describe("maintenance", () => {
  const limits = { stallSeconds: 5, restartAt: "04:00", restartJitterMinutes: 0, memoryMegabytes: 1000 };
  let clock: TestClock;
  let quiet: boolean;
  let memory: number | null;
  let restarts: MaintenanceCause[];
  const begin = new Date("2026-11-21T03:55:00").getTime();
  const start = (change: Partial<typeof limits> | { restartAt: null } = {}) => {
    const beganAt = clock.now();
    const maintenance = new Maintenance({
      clock,
      now: () => new Date(begin + clock.now() - beganAt),
      chance: () => 0,
      limits: () => ({ ...limits, ...change }),
      quiet: () => quiet,
      usedMemory: () => Promise.resolve(memory),
      restart: (cause) => restarts.push(cause),
    });
    maintenance.start();
    return maintenance;
  };
  beforeEach(() => {
    clock = new TestClock();
    quiet = true;
    memory = 1e8;
    restarts = [];
  });

  test("restarts at night, once, and never while somebody is there", async () => {
    start();
    quiet = false;
    await clock.pass(20 * 60_000, 100);
    expect(restarts).toEqual([]);
    quiet = true;
    await clock.pass(16_000, 100);
    expect(restarts).toEqual(["nightly"]);
    await clock.pass(3_600_000, 100);
    expect(restarts).toEqual(["nightly"]);
  });

  test("restarts when memory was too high twice", async () => {
    const maintenance = start({ restartAt: null });
    memory = 2e9;
    await clock.pass(11 * 60_000, 100);
    expect(maintenance.memory).toBe(2e9);
    expect(restarts).toEqual([]);
    await clock.pass(11 * 60_000, 100);
    expect(restarts).toEqual(["memory"]);
  });

  test("leaves a browser alone that does not tell its memory", async () => {
    start({ restartAt: null });
    memory = null;
    await clock.pass(60 * 60_000, 100);
    expect(restarts).toEqual([]);
  });
});

describe("the journal", () => {
  test("counts restarts by cause and keeps the last errors, over reloads", async () => {
    const raw = new MemoryStorage();
    let now = 5000;
    const journalOf = () => new Journal(new KioskStorage(raw), () => now);
    const journal = journalOf();
    journal.countRestart("source");
    journal.countRestart("source");
    journal.countRestart("nightly");
    for (let index = 0; index < 30; index += 1) {
      now += 1000;
      journal.noteError("CameraLostError", `camera ${index}`);
    }
    journal.noteError("CameraLostError", "camera 20");
    await settle();
    const later = journalOf();
    expect(later.startedAt).toBe(5000);
    expect(later.restartsBy("source")).toBe(2);
    expect(later.restartsBy("nightly")).toBe(1);
    expect(later.restartsBy("page")).toBe(0);
    expect(later.errors).toHaveLength(20);
    expect(later.errors[0]).toEqual({ at: 35_000, name: "CameraLostError", message: "camera 20", times: 2 });
  });

  test("begins anew where what was stored is none", () => {
    const raw = new MemoryStorage();
    raw.setItem("mealshift.kiosk.journal", '{"restarts": 3}');
    expect(new Journal(new KioskStorage(raw), () => 1).restartsBy("page")).toBe(0);
  });
});
