import type { OptionNotes } from "./note";
import { twoWayNotes } from "./two-way";

export const cycleganNotes: OptionNotes = {
  ...twoWayNotes,
  "architecture.channels": {
    does: "generators' channels at full resolution; doubled by each of two downsamplings",
    paper: "64 in Zhu et al. 2017",
  },
  "architecture.residualBlocks": {
    does: "generators' residual blocks",
    paper: "6 at 128 pixels, 9 at 256 in Zhu et al. 2017",
  },
  "discriminator.channels": { does: "channels of the first layer; doubled by each", paper: "Isola et al. 2017" },
  "discriminator.layers": { does: "layers of stride 2; with 3 a logit sees 70x70 pixels", paper: "Isola et al. 2017" },
  poolSize: {
    does: "earlier translations of each domain that discriminators are shown",
    unit: "pictures",
    paper: "Shrivastava et al. 2017",
  },
  "weights.adversarial": { does: "fooling the discriminators, by least squares", paper: "Mao et al. 2017" },
  "weights.cycle": { does: "coming back to the picture", paper: "Zhu et al. 2017" },
  "weights.identity": {
    does: "leaving a picture of the target domain as it is",
    paper: "half of the cycle's in Zhu et al. 2017",
  },
};
