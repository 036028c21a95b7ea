import { adversaryNotes } from "./adversaries";
import type { OptionNotes } from "./note";

export const dcganNotes: OptionNotes = {
  ...adversaryNotes,
  size: {
    does: "side of the pictures; the smallest picture inside the net is this halved `doublings` times",
    unit: "pixels",
  },
  "architecture.latent": {
    does: "numbers in the latent vector, each uniform in [-1, 1]",
    paper: "100 in Radford et al. 2016",
  },
  "architecture.channels": {
    does: "generator's channels at full size; doubled by each halving",
    paper: "Radford et al. 2016",
  },
  "architecture.doublings": {
    does: "doublings from the smallest picture to the whole: with 3 of them 96 pixels start from 12",
  },
  "discriminator.channels": { does: "channels at full size; doubled by each halving", paper: "Radford et al. 2016" },
  "data.folder": { does: "folder under the data root; what is transparent in its pictures becomes black" },
  "data.domain": { does: "dish that they show: the exported model's domain" },
  mirror: { does: "whether half of the real pictures are mirrored" },
  noise: {
    does: "standard deviation of noise on what the discriminator sees; pictures are in [-1, 1]",
    paper: "Arjovsky and Bottou 2017",
  },
  diffAugment: {
    does: "the same changes on real and generated pictures before the discriminator sees them",
    paper: "Zhao et al. 2020",
  },
};
