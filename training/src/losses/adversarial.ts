import * as tf from "@tensorflow/tfjs-core";

/** Logit maps of a multi-head patch discriminator, `[n, h, w, domains + 1]` each. */
export type PatchLogits = Readonly<Record<string, tf.Tensor>>;

/**
 * Each sample's logits at each position of a head, `[n, h, w]`. The last channel judges pictures of any domain, the others
 * add what is particular to theirs, as in a projection discriminator (Miyato and Koyama 2018): what all translations
 * have in common is learnt from every sample instead of a tenth of them.
 */
function ownLogits(head: tf.Tensor, domains: tf.Tensor2D): tf.Tensor {
  const chosen = tf.concat([domains, tf.ones([domains.shape[0], 1])], 1);
  return tf.sum(tf.mul(head, tf.reshape(chosen, [-1, 1, 1, domains.shape[1] + 1])), 3);
}

/** Each sample's logits, averaged over positions and heads of the given function. */
function meanOverHeads(logits: PatchLogits, domains: tf.Tensor2D, f: (own: tf.Tensor) => tf.Tensor): tf.Scalar {
  const heads = Object.values(logits).map((head) => tf.mean<tf.Scalar>(f(ownLogits(head, domains))));
  return tf.div(tf.addN(heads), heads.length);
}

/** What the discriminator thinks of each sample as a whole, `[n]`: the mean of its logits over positions and heads. */
export function projectedValue(logits: PatchLogits, domains: tf.Tensor2D): tf.Tensor {
  const heads = Object.values(logits).map((head) => tf.mean(ownLogits(head, domains), [1, 2]));
  return tf.div(tf.addN(heads), heads.length);
}

/** A two-sided game on multi-head patch logits: what either side pays. Domains are one-hot `[n, domains]`. */
export interface PatchGame {
  discriminator(real: PatchLogits, realDomains: tf.Tensor2D, fake: PatchLogits, fakeDomains: tf.Tensor2D): tf.Scalar;
  generator(fake: PatchLogits, domains: tf.Tensor2D): tf.Scalar;
}

/** Hinge loss of the discriminator (Lim and Ye 2017). @param domains One-hot `[n, domains]`. */
export function hingeDiscriminatorLoss(
  real: PatchLogits,
  realDomains: tf.Tensor2D,
  fake: PatchLogits,
  fakeDomains: tf.Tensor2D,
): tf.Scalar {
  return tf.add(
    meanOverHeads(real, realDomains, (own) => tf.relu(tf.sub(1, own))),
    meanOverHeads(fake, fakeDomains, (own) => tf.relu(tf.add(1, own))),
  );
}

/** Hinge loss of the generator. */
export function hingeGeneratorLoss(fake: PatchLogits, domains: tf.Tensor2D): tf.Scalar {
  return meanOverHeads(fake, domains, (own) => tf.neg(own));
}

/** Hinge loss (Lim and Ye 2017). */
export const hinge: PatchGame = { discriminator: hingeDiscriminatorLoss, generator: hingeGeneratorLoss };

/** LSGAN (Mao et al. 2017): the discriminator brings real pictures to 1 and translations to 0, the generator its own to 1. */
export const leastSquares: PatchGame = {
  discriminator: (real, realDomains, fake, fakeDomains) =>
    tf.add(
      meanOverHeads(real, realDomains, (own) => tf.square(tf.sub(own, 1))),
      meanOverHeads(fake, fakeDomains, tf.square),
    ),
  generator: (fake, domains) => meanOverHeads(fake, domains, (own) => tf.square(tf.sub(own, 1))),
};
