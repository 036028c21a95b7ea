import type { OptionNotes } from "./note";

/** Of the recipes that train a pair of generators. */
export const twoWayNotes: OptionNotes = {
  "data.domains": { does: "two folders: what is translated, and into what" },
  cropShare: {
    does: "part of a picture's side that a random crop shows",
    unit: "part",
    paper: "256 of 286 pixels in Zhu et al. 2017",
  },
  beta1: { does: "Adam's first decay", paper: "Kingma and Ba 2015" },
  beta2: { does: "Adam's second decay", paper: "Kingma and Ba 2015" },
};
