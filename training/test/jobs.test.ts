import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { canonicalJson, type Job, jobId } from "../src/jobs/job";
import { Places } from "../src/jobs/places";
import { blocksOf, isOf, parseShard } from "../src/jobs/shards";

const job: Job = { kind: "edges", version: 1, input: {}, files: [], out: "shared:set/jobs", label: "" };
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
};

describe("jobId", () => {
  it("does not depend on the order of keys, nor on a trip through JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        const id = jobId({ ...job, input });
        expect(jobId({ ...job, input: reversed(input) })).toBe(id);
        expect(jobId(JSON.parse(JSON.stringify({ ...job, input })) as Job)).toBe(id);
      }),
    );
  });

  it("differs where anything but the label differs", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const same = canonicalJson(a) === canonicalJson(b);
        expect(jobId({ ...job, input: a }) === jobId({ ...job, input: b })).toBe(same);
      }),
    );
    const file = (sha256: string) => [{ place: "data:a.jpg", sha256 }];
    const others: Job[] = [
      { ...job, kind: "masks" },
      { ...job, version: 2 },
      { ...job, out: "shared:other" },
      { ...job, files: file("0".repeat(64)) },
      { ...job, files: file("1".repeat(64)) },
    ];
    expect(new Set([job, ...others].map(jobId)).size).toBe(6);
    expect(jobId({ ...job, label: "another" })).toBe(jobId(job));
  });
});

describe("shards", () => {
  it("are a partition: every job is one shard's", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(200), (count, number) => {
        const owners = Array.from({ length: count }, (_, index) => parseShard(`${index}/${count}`)).filter((shard) =>
          isOf(shard, number),
        );
        expect(owners.length).toBe(1);
      }),
    );
  });

  it("share blocks evenly, and blocks hold every item once, in order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat()),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        (items, size, n) => {
          const blocks = blocksOf(items, size);
          expect(blocks.flat()).toEqual(items);
          expect(blocks.slice(0, -1).every((block) => block.length === size)).toBe(true);
          const counts = Array.from(
            { length: n },
            (_, index) => blocks.filter((__, b) => isOf({ index, count: n }, b)).length,
          );
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it.each(["4/4", "1", "-1/4", "a/b", "0/0", "1/2/3"])("refuse %s", (text) => {
    expect(() => parseShard(text)).toThrow(/i\/n is wanted/);
  });
});

describe("Places", () => {
  const here = new Places({ data: "/mnt/data", shared: "/mnt/work" });
  const there = new Places({ data: "/srv/pictures", shared: "/srv/work" });

  it("name files so that each machine finds its own", () => {
    expect(there.pathOf(here.nameOf("/mnt/work/set/pictures/a.jpg"))).toBe("/srv/work/set/pictures/a.jpg");
    expect(there.pathOf(here.nameOf("/mnt/data/domains"))).toBe("/srv/pictures/domains");
    expect(here.nameOf("/mnt/work")).toBe("shared:");
    expect(here.pathOf(here.nameOf("/mnt/worker/a"))).toBe("/mnt/worker/a");
  });

  it("refuse what other machines would not find, and what leads out of the roots", () => {
    const everywhere = new Places({ ...here.roots, everywhere: true });
    expect(everywhere.nameOf("/mnt/work/a")).toBe("shared:a");
    expect(() => everywhere.nameOf("/home/me/set")).toThrow(/\/home\/me\/set is neither in the shared folder/);
    expect(() => everywhere.pathOf("file:/etc/passwd")).toThrow(/another machine's own file/);
    expect(() => here.pathOf("shared:a/../../etc/passwd")).toThrow(/leads out/);
    expect(() => here.pathOf("a.jpg")).toThrow(/no place/);
  });
});
