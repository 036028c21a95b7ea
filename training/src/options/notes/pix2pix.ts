import { adversaryNotes } from "./adversaries";
import type { OptionNotes } from "./note";

export const pix2pixNotes: OptionNotes = {
  ...adversaryNotes,
  size: {
    does: "side of the views that it trains on; how often it can be halved, 8 times at most, is the net's depth",
    unit: "pixels",
  },
  "architecture.channels": {
    does: "generator's channels at half the size; doubled by each further halving, to eight times as many at most",
    paper: "64 in Isola et al. 2017",
  },
  "architecture.dropout": {
    does: "drop-out in the decoder's deepest layers",
    unit: "part",
    paper: "Isola et al. 2017",
  },
  "discriminator.channels": { does: "channels of the first layer; doubled by each", paper: "64 in Isola et al. 2017" },
  "discriminator.layers": {
    does: "layers that halve: with 3 a logit sees 70 pixels, with 2 34, with 1 16",
    paper: "Isola et al. 2017",
  },
  "data.sideBySide": { does: "folder under the data root of side-by-side pictures, twice as wide as high" },
  "data.inputSide": { does: "half of a side-by-side picture to start from" },
  "data.inputs": { does: "instead of sideBySide: folder of the pictures to start from" },
  "data.targets": { does: "folder of what they should become, under the same names" },
  "data.domain": { does: "dish that the targets show: the exported model's domain" },
  "data.holdOutEvery": { does: "one pair of this many is held out" },
  mirror: { does: "whether half of the views are mirrored" },
  "weights.adversarial": { does: "fooling the discriminator", paper: "Goodfellow et al. 2014" },
  "weights.l1": { does: "being near the target, pixel by pixel", paper: "Isola et al. 2017" },
};
