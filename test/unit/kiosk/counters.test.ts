import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { Counters, type CountersStore } from "../../../src/kiosk/counters/counters";
import { addDays, csvOf, dayOf, readDays, type Days } from "../../../src/kiosk/counters/days";

class MemoryStore implements CountersStore {
  stored: unknown = undefined;
  full = false;

  read(): Promise<unknown> {
    return Promise.resolve(this.stored);
  }
  write(days: Days): Promise<void> {
    if (this.full) return Promise.reject(new DOMException("No room.", "QuotaExceededError"));
    this.stored = structuredClone(days);
    return Promise.resolve();
  }
  clear(): Promise<void> {
    this.stored = undefined;
    return Promise.resolve();
  }
}

let store: MemoryStore;
let today: Date;
const countersOf = () => new Counters(store, () => today);

beforeEach(() => {
  store = new MemoryStore();
  today = new Date("2026-11-21T12:00");
});

describe("counters", () => {
  test("count visits, dishes and seconds by day, and go on after a reload", async () => {
    const counters = countersOf();
    counters.countVisit();
    counters.countDish("ramen");
    counters.countDish("ramen");
    counters.countSeconds(90);
    await counters.save();
    today = new Date("2026-11-22T00:01");
    const later = countersOf();
    later.countVisit();
    await later.load();
    await later.save();
    expect(store.stored).toEqual({
      "2026-11-21": { visits: 1, seconds: 90, dishes: { ramen: 2 } },
      "2026-11-22": { visits: 1, seconds: 0, dishes: {} },
    });
    expect(csvOf(later.days.value)).toBe("day,visits,minutes,ramen\r\n2026-11-21,1,1.5,2\r\n2026-11-22,1,0.0,0\r\n");
    await later.reset();
    expect(store.stored).toBeUndefined();
    expect(later.days.value).toEqual({});
  });

  test("go on in memory where the device is full, say so, and are kept when there is room again", async () => {
    const counters = countersOf();
    store.full = true;
    counters.countVisit();
    await counters.save();
    expect(counters.failed.value).toBe(true);
    store.full = false;
    counters.countVisit();
    await counters.save();
    expect(counters.failed.value).toBe(false);
    expect(store.stored).toMatchObject({ "2026-11-21": { visits: 2 } });
  });

  test("begin anew where what was stored is none", async () => {
    store.stored = { "21 November": { visits: "many" } };
    const counters = countersOf();
    await counters.load();
    expect(counters.days.value).toEqual({});
  });

  const count = fc.nat(1000);
  const day = fc.integer({ min: 0, max: 300 }).map((offset) => dayOf(new Date(2026, 0, 1 + offset)));
  const days: fc.Arbitrary<Days> = fc.dictionary(
    day,
    fc.record({
      visits: count,
      seconds: count,
      dishes: fc.dictionary(fc.constantFrom("ramen", "pho", "curry_rice"), count),
    }),
  );

  test("are sums: whatever is added in whichever order, nothing is lost", () => {
    const total = (each: Days) => Object.values(each).reduce((sum, { visits }) => sum + visits, 0);
    fc.assert(
      fc.property(days, days, (a, b) => {
        expect(addDays(a, b)).toEqual(addDays(b, a));
        expect(total(addDays(a, b))).toBe(total(a) + total(b));
      }),
    );
  });

  test("come out of a store as they went in, and as a row a day", () => {
    fc.assert(
      fc.property(days, (each) => {
        expect(readDays(JSON.parse(JSON.stringify(each)))).toEqual({ ...each });
        const lines = csvOf(each).trimEnd().split("\r\n");
        expect(lines).toHaveLength(Object.keys(each).length + 1);
        expect(new Set(lines.map((line) => line.split(",").length)).size).toBe(1);
      }),
    );
  });

  test("are dropped after four hundred days", () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, offset) => [
        dayOf(new Date(2026, 0, 1 + offset)),
        { visits: 1, seconds: 0, dishes: {} },
      ]),
    );
    const kept = Object.keys(addDays(many, {}));
    expect(kept).toHaveLength(400);
    expect(kept.at(-1)).toBe("2027-05-15");
  });
});
