import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { build } from "esbuild";
import sharp from "sharp";

import { createRandom } from "../data/random";
import { EvaluationError, requirePictures } from "../metrics/errors";
import { shuffled } from "../metrics/interval";
import type { Subject } from "../metrics/subject";
import { pairsToTell, type RealAndMade } from "./pairs";
import { type PicturePair, planStudy, type StudyPlan } from "./plan";

export interface StudyOptions {
  /** Folder to make. */
  readonly folder: string;
  readonly model: string;
  /** Pairs that count, and pairs for practice before them. */
  readonly trials: number;
  readonly practice: number;
  /** How long a pair is shown. */
  readonly seconds: number;
  readonly seed: number;
}

const FEWEST = 10;

/**
 * Makes a folder with a page that asks people which of two pictures is the photograph, as the studies on Mechanical
 * Turk of pix2pix and CycleGAN do (Isola et al. 2017, Zhu et al. 2017): `index.html` and `pictures/`, and nothing from
 * anywhere else. It is complete or not there.
 *
 * @throws EvaluationError if the model makes no pictures, or the folder is there. @throws TooFewPicturesError
 */
export async function writeStudy(subject: Subject, options: StudyOptions): Promise<StudyPlan> {
  const { folder, practice, trials, seconds, seed } = options;
  if (subject.kind !== "translator" && subject.kind !== "generator") {
    throw new EvaluationError(`a study compares pictures, and a ${subject.kind} makes none`);
  }
  if (!(seconds >= 0.1 && seconds <= 60)) throw new EvaluationError("--seconds is 0.1 to 60");
  if (!(Number.isInteger(practice) && practice >= 0)) throw new EvaluationError("--practice is a whole number from 0");
  if (trials < FEWEST) throw new EvaluationError(`--trials is at least ${FEWEST}`);
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) throw new EvaluationError(`${folder} is there already: name a new folder for the study`);

  const pairs = (await pairsToTell(subject, seed)).slice(0, practice + trials);
  requirePictures("the study", "pairs of a made and a real picture", pairs.length, practice + trials);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(join(partial, "pictures"), { recursive: true });
  const plan = planStudy(await writePictures(pairs, join(partial, "pictures"), seed), options);
  await writeFile(join(partial, "index.html"), await studyPage(plan));
  await rename(partial, folder);
  return plan;
}

/** Numbers the pictures at random, so that a name says nothing. */
async function writePictures(pairs: readonly RealAndMade[], folder: string, seed: number): Promise<PicturePair[]> {
  const names = shuffled(
    Array.from({ length: pairs.length * 2 }, (_, i) => `${String(i + 1).padStart(4, "0")}.png`),
    createRandom(seed, 0x57d3),
  );
  const written: PicturePair[] = [];
  for (const [i, { real, made }] of pairs.entries()) {
    const [realName = "", madeName = ""] = names.slice(2 * i, 2 * i + 2);
    for (const [name, { set, index }] of [
      [realName, real],
      [madeName, made],
    ] as const) {
      const raw = { width: set.size, height: set.size, channels: 3 } as const;
      await sharp(set.picture(index), { raw }).png().toFile(join(folder, name));
    }
    written.push({ real: realName, made: madeName });
  }
  return written;
}

/** The page with its style, its script and the plan in it. */
async function studyPage(plan: StudyPlan): Promise<string> {
  const folder = join(import.meta.dirname, "page");
  const [html, style, { outputFiles }] = await Promise.all([
    readFile(join(folder, "index.html"), "utf8"),
    readFile(join(folder, "style.css"), "utf8"),
    build({
      entryPoints: [join(folder, "main.ts")],
      bundle: true,
      format: "iife",
      target: "es2022",
      minify: true,
      legalComments: "none",
      write: false,
      logLevel: "silent",
    }),
  ]);
  const script = (outputFiles[0]?.text ?? "").replaceAll("</script", String.raw`<\/script`);
  const json = JSON.stringify(plan).replaceAll("<", String.raw`\u003c`);
  const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy = `default-src 'none'; img-src 'self' file:; style-src ${hashOf(style)}; script-src ${hashOf(script)}`;
  const parts = new Map([
    ["POLICY", policy],
    ["<!-- style -->", `<style>${style}</style>`],
    ["<!-- plan -->", `<script type="application/json" id="plan">${json}</script>`],
    ["<!-- script -->", `<script>${script}</script>`],
  ]);
  return html.replaceAll(/POLICY|<!-- \w+ -->/g, (mark) => parts.get(mark) ?? mark);
}
