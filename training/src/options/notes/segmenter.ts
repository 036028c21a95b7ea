import type { OptionNotes } from "./note";

export const segmenterNotes: OptionNotes = {
  "architecture.channels": {
    does: "channels after each stride-2 layer, from half the input's size downwards",
    paper: "Ronneberger et al. 2015",
  },
  "architecture.classes": { does: "background and dish" },
  "data.prefix": { does: "only pictures whose name starts so: those whose masks mark whole dishes" },
  "data.dishValue": { does: "value of the mask that means dish" },
  "data.holdOut.modulo": { does: "held out are pictures whose number, divided by this," },
  "data.holdOut.remainders": { does: "leaves one of these" },
  pasteChance: { does: "chance that a dish of another picture is pasted over", unit: "part" },
  trayChance: { does: "chance that all but the dishes becomes a drawn tray on a table", unit: "part" },
};
