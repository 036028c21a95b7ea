import "@tensorflow/tfjs";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { EvaluationError, TooFewPicturesError } from "../src/metrics/errors";
import { answersAsCsv, fooledShare } from "../src/study/answers";
import { pairsToTell } from "../src/study/pairs";
import { planStudy } from "../src/study/plan";
import { StudySession } from "../src/study/session";
import { writeStudy } from "../src/study/write";
import { twoDishes } from "./metrics/subjects";

const pairs = Array.from({ length: 50 }, (_, i) => ({ real: `r${i}`, made: `m${i}` }));
const options = { model: "lens", seconds: 1, practice: 10, seed: 1 };

describe("the plan of a study", () => {
  it("shows every pair once, in an order and on sides that the seed decides", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const plan = planStudy(pairs, { ...options, seed });
        expect(plan.practice).toHaveLength(10);
        expect(plan.trials).toHaveLength(40);
        const all = [...plan.practice, ...plan.trials];
        expect(new Set(all.map((trial) => trial[trial.real])).size).toBe(50);
        for (const trial of all) {
          const made = trial[trial.real === "left" ? "right" : "left"];
          expect(trial[trial.real]).toBe(made.replace("m", "r"));
        }
        expect(planStudy(pairs, { ...options, seed })).toEqual(plan);
      }),
      { numRuns: 30 },
    );
    expect(planStudy(pairs, options)).not.toEqual(planStudy(pairs, { ...options, seed: 2 }));
  });

  it("puts the photograph on either side about equally often", () => {
    const many = Array.from({ length: 2000 }, (_, i) => ({ real: `r${i}`, made: `m${i}` }));
    const left = planStudy(many, options).trials.filter(({ real }) => real === "left").length;
    expect(left / 1990).toBeGreaterThan(0.45);
    expect(left / 1990).toBeLessThan(0.55);
  });
});

describe("a session", () => {
  const plan = planStudy(pairs.slice(0, 5), { ...options, practice: 2 });

  it("shows the answers of practice trials, and counts only the others", () => {
    const session = new StudySession(plan);
    for (const trial of plan.practice) {
      expect(session.phase).toEqual({ name: "trial", trial, isPractice: true });
      session.answer(trial.real, 100);
      // A second key press is no second answer.
      session.answer(trial.real, 100);
      expect(session.phase).toEqual({ name: "feedback", trial, isRight: true });
      session.goOn();
    }
    expect(session.answers).toEqual([]);
    for (const { real } of plan.trials) session.answer(real, 500.4);
    expect(session.phase).toEqual({ name: "end" });
    session.answer("left", 1);
    expect(session.answers).toHaveLength(3);
    expect(session.progress).toEqual({ done: 5, of: 5 });
    expect(fooledShare(session.answers).value).toBe(0);
  });

  it("gives a table of the answers, and the share of those that were fooled", () => {
    const answers = [
      { real: "left", choice: "left", ms: 812.4 },
      { real: "right", choice: "left", ms: 1500 },
    ] as const;
    expect(answersAsCsv(answers)).toBe("trial,real side,choice,ms\n1,left,left,812\n2,right,left,1500\n");
    expect(fooledShare(answers)).toMatchObject({ value: 0.5 });
  });
});

describe("a study's folder", () => {
  const subject = twoDishes((image, target) => tf.add(tf.zerosLike(image), target), {}, 10);

  it("takes each source and each real picture once, of the dish that was made", async () => {
    await tf.setBackend("cpu");
    const { of } = await subject.translations();
    const found = await pairsToTell(subject, 3);
    expect(new Set(found.map(({ made }) => of[made.index]?.source)).size).toBe(found.length);
    expect(
      new Set(
        found.map(({ real }) => `${subject.targets.findIndex((dish) => dish.real.images === real.set)}/${real.index}`),
      ).size,
    ).toBe(found.length);
    for (const { made, real } of found) {
      expect(subject.targets[of[made.index]?.target ?? -1]?.real.images).toBe(real.set);
    }
    expect(found.length).toBe(20);
  });

  it("has the page and its pictures, or is not there", async () => {
    const root = await mkdtemp(join(tmpdir(), "mealshift-study-"));
    const study = { folder: join(root, "study"), model: "a </script> b", trials: 12, practice: 3, seconds: 1, seed: 1 };
    const plan = await writeStudy(subject, study);
    expect(await readdir(root)).toEqual(["study"]);
    expect(await readdir(join(root, "study", "pictures"))).toHaveLength(30);
    const page = await readFile(join(root, "study", "index.html"), "utf8");
    const stored = /<script type="application\/json" id="plan">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
    expect(JSON.parse(stored)).toEqual(plan);
    await expect(writeStudy(subject, study)).rejects.toThrow(/is there already/);
    const large = { ...study, folder: join(root, "large"), trials: 100 };
    await expect(writeStudy(subject, large)).rejects.toThrow(TooFewPicturesError);
    await expect(writeStudy(subject, { ...large, trials: 12, seconds: 0 })).rejects.toThrow(EvaluationError);
    expect(await readdir(root)).toEqual(["study"]);
  });
});
