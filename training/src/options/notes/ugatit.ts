import type { OptionNotes } from "./note";
import { twoWayNotes } from "./two-way";

export const ugatitNotes: OptionNotes = {
  ...twoWayNotes,
  "architecture.channels": {
    does: "generators' channels at full resolution; doubled by each of two downsamplings",
    paper: "64 in Kim et al. 2020",
  },
  "architecture.residualBlocks": {
    does: "residual blocks before the attention, and as many with AdaLIN after it",
    paper: "4 in Kim et al. 2020",
  },
  "architecture.light": {
    does: "gamma and beta of AdaLIN from the attention features' averages, instead of from all of them",
    paper: "Kim et al. 2020",
  },
  "discriminator.channels": { does: "channels of the first layer; doubled by each", paper: "64 in Kim et al. 2020" },
  "discriminator.globalLayers": {
    does: "layers of stride 2 of each domain's global discriminator",
    paper: "Kim et al. 2020",
  },
  "discriminator.localLayers": {
    does: "layers of stride 2 of each domain's local discriminator",
    paper: "Kim et al. 2020",
  },
  weightDecay: { does: "L2 decay of all parameters, added to Adam's gradients", paper: "Kim et al. 2020" },
  "weights.adversarial": {
    does: "fooling the discriminators, in patches and in class activations, by least squares",
    paper: "Mao et al. 2017",
  },
  "weights.cycle": { does: "coming back to the picture", paper: "Zhu et al. 2017" },
  "weights.identity": { does: "leaving a picture of the target domain as it is", paper: "Zhu et al. 2017" },
  "weights.cam": {
    does: "the generators' class activations telling source from target",
    paper: "Kim et al. 2020",
  },
};
