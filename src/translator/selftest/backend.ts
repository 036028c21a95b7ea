import * as tf from "@tensorflow/tfjs-core";

import { TranslatorUnavailableError } from "../errors";
import { Generator } from "../tfjs/generator";
import { SELF_TEST_DECIBELS, loadSelfTest, psnr, type SelfTest } from "./stored";

/**
 * Runs the stored test on the current tfjs backend.
 * @throws {TranslatorUnavailableError} if the answer differs from the stored one.
 */
export async function selfTestBackend(test: SelfTest = loadSelfTest()): Promise<void> {
  const generator = new Generator(test.model);
  const input = tf.tensor4d(test.input, [1, test.size, test.size, 3]);
  try {
    const output = generator.run(input, test.domains);
    const decibels = psnr(await output.data<"float32">(), test.answer);
    output.dispose();
    if (!(decibels >= SELF_TEST_DECIBELS)) {
      throw new TranslatorUnavailableError(
        `${tf.getBackend()} gives a wrong picture in the self-test: ${decibels.toFixed(1)} dB instead of ${SELF_TEST_DECIBELS} or more.`,
      );
    }
  } finally {
    input.dispose();
    generator.dispose();
  }
}
