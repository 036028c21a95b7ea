import { psnr } from "../../../src/translator/selftest/stored";
import type { Arm, LeastDecibels } from "../arms/arm";
import type { Picture } from "../task";
import type { AnswerReport } from "./types";

/** JSON has no infinity. */
const EQUAL = 200;

/** Runs an arm on every picture. @param expected The reference's answers, in the pictures' order. */
export async function checkAnswers(
  arm: Arm,
  pictures: readonly Picture[],
  expected: readonly Float32Array[],
): Promise<AnswerReport[]> {
  const answers: AnswerReport[] = [];
  for (const [index, { name, kind, pixels }] of pictures.entries()) {
    const decibels = psnr(await arm.run(pixels), expected[index] ?? []);
    answers.push({ picture: name, kind, decibels: Math.max(-EQUAL, Math.min(EQUAL, decibels)) });
  }
  return answers;
}

/** Why these answers are wrong, as a sentence; null if they are right. */
export function wrongAnswer(answers: readonly AnswerReport[], least: LeastDecibels): string | null {
  const wrong = answers.find(({ kind, decibels }) => !(decibels >= least[kind]));
  return wrong === undefined
    ? null
    : `${wrong.decibels.toFixed(1)} dB on ${wrong.picture}, where ${least[wrong.kind]} or more are right`;
}
