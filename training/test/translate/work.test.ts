import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { TranslateError } from "../../src/translate/errors";
import { isDone, planWork } from "../../src/translate/work";

let root = "";
const at = (...parts: string[]): string => join(root, ...parts);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-work-"));
  await mkdir(at("in", "deep"), { recursive: true });
  for (const name of ["a.jpg", "b.PNG", "notes.txt", "deep/c.webp", "deep/d.mp4"]) await writeFile(at("in", name), "x");
  await writeFile(at("a.jpg"), "x");
});
afterAll(() => rm(root, { recursive: true }));

describe("which files become which", () => {
  it("keeps the names of a folder and its subfolders, and passes over what is no medium", async () => {
    expect(await planWork([at("in")], at("out"))).toEqual({
      work: [
        { kind: "picture", input: at("in", "a.jpg"), output: at("out", "a.jpg") },
        { kind: "picture", input: at("in", "b.PNG"), output: at("out", "b.PNG") },
        { kind: "picture", input: at("in", "deep", "c.webp"), output: at("out", "deep", "c.webp") },
        { kind: "video", input: at("in", "deep", "d.mp4"), output: at("out", "deep", "d.mp4") },
      ],
      strange: [],
    });
  });

  it("does not take what it has written into the same folder for input", async () => {
    await mkdir(at("in", "out"));
    await writeFile(at("in", "out", "a.jpg"), "x");
    const { work } = await planWork([at("in")], at("in", "out"));
    expect(work.map(({ input }) => input)).not.toContain(at("in", "out", "a.jpg"));
    await rm(at("in", "out"), { recursive: true });
  });

  it("makes a single file of a single one, in another format if that is asked for", async () => {
    const { work } = await planWork([at("a.jpg")], at("new", "b.png"));
    expect(work).toEqual([{ kind: "picture", input: at("a.jpg"), output: at("new", "b.png") }]);
    await expect(planWork([at("a.jpg")], at("b.mp4"))).rejects.toThrow(/is a picture.*would be a video/);
    await expect(planWork([at("in")], at("b.jpg"))).rejects.toThrow(/name a folder/);
  });

  it("names files that were given themselves and are no medium", async () => {
    expect(await planWork([at("a.jpg"), at("in", "notes.txt")], at("out"))).toMatchObject({
      work: [{ input: at("a.jpg") }],
      strange: [at("in", "notes.txt")],
    });
  });

  it("refuses to write over an input, two into one, and what is not there", async () => {
    await expect(planWork([at("in")], at("in"))).rejects.toThrow(TranslateError);
    await expect(planWork([at("in", "a.jpg"), at("a.jpg")], at("out"))).rejects.toThrow(/would both become/);
    await expect(planWork([at("gone.jpg")], at("out"))).rejects.toThrow(/gone.jpg cannot be read/);
  });

  it("is done where the output is newer than the input", async () => {
    const work = { kind: "picture", input: at("a.jpg"), output: at("made.jpg") } as const;
    expect(await isDone(work)).toBe(false);
    await writeFile(work.output, "x");
    expect(await isDone(work)).toBe(true);
    await utimes(work.output, 1, 1);
    expect(await isDone(work)).toBe(false);
  });
});
