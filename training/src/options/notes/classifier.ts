import type { OptionNotes } from "./note";

export const classifierNotes: OptionNotes = {
  "architecture.channels": { does: "channels of each stage; a stage halves the picture", paper: "He et al. 2016" },
  "architecture.classes": { does: "dishes; as many as `data.domains`" },
  "architecture.dropout": { does: "drop-out before the last layer", unit: "part", paper: "Srivastava et al. 2014" },
  labelSmoothing: {
    does: "weight that the target gives away to the other classes",
    unit: "part",
    paper: "Szegedy et al. 2016",
  },
  blurChance: { does: "chance that a picture is blurred: a critic must judge by more than grain", unit: "part" },
};
