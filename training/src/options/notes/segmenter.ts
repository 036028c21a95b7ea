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
  "data.food.prefixes": {
    does: "pictures whose name starts so have masks of food alone; the rest of them is not learnt",
  },
  "data.food.value": { does: "value of those masks that means food" },
  "data.unlabelled.scenes": { does: "folders of pictures without masks" },
  "data.unlabelled.dishes": { does: "the same, of one dish each, in the middle" },
  "data.unlabelled.middle": {
    does: "radius of the disc in their middle that is dish for certain",
    unit: "of the side",
  },
  warmStart: { does: "run whose averaged weights the net starts from, as far as they fit" },
  foodShare: { does: "part of the batch that is pictures with masks of food alone", unit: "part" },
  pasteChance: { does: "chance that a dish of another picture is pasted over", unit: "part" },
  trayChance: { does: "chance that all but the dishes becomes a drawn tray on a table", unit: "part" },
  coverChance: { does: "chance that a hand, chopsticks or cutlery is drawn over the scene", unit: "part" },
  lightChance: { does: "chance of uneven light and cast shadows", unit: "part" },
  blurChance: { does: "chance of a blurred picture", unit: "part" },
  threshold: {
    does: "probability from which the net's answer counts as dish; exported models have it moved to one half",
    unit: "part",
  },
  "consistency.batch": { does: "pictures without masks beside each batch", unit: "pictures" },
  "consistency.weight": {
    does: "of the loss on them: the averaged net's confident answers are their labels",
    paper: "Tarvainen and Valpola 2017",
  },
  "consistency.rampSteps": { does: "steps in which that weight grows from 0", unit: "steps" },
  "consistency.confidence": {
    does: "least probability of an answer that becomes a label",
    unit: "part",
    paper: "Sohn et al. 2020",
  },
};
