import type { OptionNotes } from "./note";

export const starganNotes: OptionNotes = {
  "architecture.channels": {
    does: "generator's channels at full resolution; doubled by each of two downsamplings",
    paper: "Johnson et al. 2016",
  },
  "architecture.residualBlocks": { does: "generator's residual blocks", paper: "Johnson et al. 2016" },
  "architecture.conditioning": {
    does: "how the dish enters: rows of conditional instance norm, or planes beside the picture",
    paper: "cin: Dumoulin et al. 2017; concat: Choi et al. 2018",
  },
  "architecture.skips": {
    does: "generator's finest detail goes past its bottleneck, through gates that open from 0; off unless given",
    paper: "Ronneberger et al. 2015",
  },
  "architecture.domains": { does: "dishes; as many as `data.domains`" },
  loss: {
    does: "adversarial loss, and with it the discriminator: logit maps for each dish, or a Wasserstein critic with a class head",
    paper: "hinge: Lim and Ye 2017; least-squares: Mao et al. 2017; wgan-gp: Gulrajani et al. 2017, Choi et al. 2018",
  },
  "discriminator.channels": { does: "channels of the first layer; doubled by each", paper: "Isola et al. 2017" },
  "discriminator.heads": { does: "depths, counted in stride-2 layers, that give logits" },
  "discriminator.spectralNorm": {
    does: "largest singular value that kernels are brought to; null leaves them free",
    paper: "Miyato et al. 2018",
  },
  "discriminator.beta1": { does: "Adam's first decay for the discriminator", paper: "Kingma and Ba 2015" },
  "discriminator.highPass": {
    does: "gain of what a 5x5 blur takes from a picture, shown beside it; 0 leaves it out",
  },
  "discriminator.instanceNorm": {
    does: "instance norm in its layers on pixels but the first",
    paper: "as in CycleGAN, Zhu et al. 2017",
  },
  "discriminator.projected.channels": {
    does: "hidden channels of the heads that look at the critic's features",
    paper: "Projected GAN, Sauer et al. 2021",
  },
  "discriminator.projected.depths": {
    does: "which features, by the halvings before them",
    paper: "Projected GAN, Sauer et al. 2021",
  },
  warmStart: {
    does: "safetensors file with a generator to start from, or a run's checkpoint, relative to the data root or the recipe",
  },
  critic: { does: "run of the classifier that serves as frozen critic; not needed with `weights.critic` 0" },
  generatorRate: { does: "Adam's step", paper: "Kingma and Ba 2015" },
  discriminatorRate: { does: "Adam's step", paper: "Kingma and Ba 2015" },
  beta2: { does: "Adam's second decay, of both nets", paper: "Kingma and Ba 2015" },
  discriminatorSteps: {
    does: "steps of the discriminator for each of the generator; a step of the run is one of the discriminator",
    paper: "5 in Gulrajani et al. 2017",
  },
  discriminatorWarmup: { does: "in which the discriminator learns alone", unit: "steps" },
  r1Every: {
    does: "between two R1 penalties, each of which counts as often",
    unit: "steps",
    paper: "Karras et al. 2020",
  },
  cycleShare: { does: "how much of a batch is translated back", unit: "part" },
  takeTurns: {
    does: "cycle, identity and stability, a pass of the generator each, take turns over the steps and count threefold",
  },
  dishOnly: { does: "discriminator and critic see the dish alone, on grey; needs `data.crops`" },
  "sources.crops": {
    does: "JSON file like `data.crops`, with paths from the data root, of dishes of no domain to translate from",
  },
  "sources.share": { does: "how much of each batch comes from them", unit: "part" },
  diffAugment: {
    does: "the same changes on real and translated pictures before the discriminator sees them",
    paper: "Zhao et al. 2020",
  },
  "weights.adversarial": { does: "fooling the discriminator", paper: "Lim and Ye 2017" },
  "weights.classification": {
    does: "class head of `wgan-gp`, on real pictures for the discriminator, on translations for the generator",
    paper: "Choi et al. 2018",
  },
  "weights.critic": { does: "being taken for the dish by the frozen critic" },
  "weights.features": {
    does: "bringing the running means of the critic's features over each dish's translations to those over real pictures",
    paper: "Salimans et al. 2016",
  },
  "weights.cyclePooled": { does: "coming back to the picture, pooled by 4" },
  "weights.cycleFull": { does: "coming back to the picture, pixel by pixel", paper: "Zhu et al. 2017" },
  "weights.structure": { does: "being light and dark in the same places" },
  "weights.identity": { does: "leaving a picture of the dish as it is", paper: "Zhu et al. 2017" },
  "weights.stability": { does: "translating a shifted, noisy picture to the shifted translation" },
  "weights.saturation": {
    does: "keeping what goes into the last tanh within 2.5, where its gradient has not vanished",
  },
  "weights.background": { does: "keeping what is outside the dish" },
  "weights.gradientPenalty": {
    does: "the critic's gradient having length 1, with `wgan-gp`",
    paper: "Gulrajani et al. 2017",
  },
  "weights.r1": {
    does: "the discriminator being flat around real pictures; half of it counts",
    paper: "Mescheder et al. 2018",
  },
};
