import type { OptionNotes } from "./note";

export const classifierNotes: OptionNotes = {
  "architecture.channels": { does: "channels of each stage; a stage halves the picture", paper: "He et al. 2016" },
  "architecture.classes": { does: "classes; as many as `data.domains`" },
  "architecture.dropout": { does: "drop-out before the last layer", unit: "part", paper: "Srivastava et al. 2014" },
  dishes: {
    does: "so many of `data.domains`, from the first, are what guesses and figures are about; the others only teach features; all by default",
  },
  labelSmoothing: {
    does: "weight that the target gives away to the other classes",
    unit: "part",
    paper: "Szegedy et al. 2016",
  },
  closest: {
    does: "how much of a stored picture the closest view in training shows; the widest shows a little more than all",
    unit: "part of its side",
  },
  blurChance: { does: "chance that a picture is blurred: a critic must judge by more than grain", unit: "part" },
  maskChance: {
    does: "chance that everything outside the dish is grey, so that dishes alone are judged too; needs `data.crops`",
    unit: "part",
  },
  mixChance: {
    does: "chance that the pictures of a batch are mixed in pairs, and their targets with them",
    unit: "part",
    paper: "mixup: Zhang et al. 2018",
  },
};
