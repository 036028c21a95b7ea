import type { OptionNotes } from "./note";

/** Of options that mean the same wherever they occur. A recipe's own note goes before. */
export const sharedNotes: OptionNotes = {
  recipe: { does: "what is trained" },
  seed: { does: "start of everything that is drawn at random" },
  size: { does: "side of the pictures that it trains on", unit: "pixels" },
  emaDecay: { does: "how slowly the averaged weights, which are the ones exported, follow", unit: "part a step" },
  learningRate: { does: "largest learning rate", paper: "Adam: Kingma and Ba 2015" },
  decayFrom: {
    does: "when the learning rates begin to fall in a straight line to zero; 1: never",
    unit: "part of all steps",
    paper: "Zhu et al. 2017",
  },
  "loop.steps": { does: "length of the run" },
  "loop.batch": { does: "pictures in a step" },
  "loop.logEvery": { does: "between two lines of `stats.jsonl`", unit: "steps" },
  "loop.checkpointSeconds": { does: "between two checkpoints", unit: "seconds" },
  "loop.sampleEvery": { does: "between two sample grids with figures on held-out data", unit: "steps" },
  "data.folder": { does: "folder under the data root that holds one folder for each domain" },
  "data.domains": { does: "folder names, in the order of the model's domains" },
  "data.storedSize": { does: "side that decoded pictures are kept at; crops are taken from them", unit: "pixels" },
  "data.crops": {
    does: "file beside the recipe with a crop and an ellipse for each picture, from `mealshift data crop`",
  },
  "data.holdOut.block": { does: "neighbours in a folder that stay on one side of the split", unit: "pictures" },
  "data.holdOut.modulo": { does: "one block of this many is held out" },
  "data.holdOut.remainder": { does: "which of them" },
  "data.heldOutFolder": {
    does: "folder like `data.folder` whose pictures are held out instead, such as `split/held-out` of `mealshift data split`",
  },
  "data.share": { does: "how much of the training pictures is used, for ablations; held-out ones stay", unit: "part" },
  "data.shareSeed": { does: "which of them: with one seed, a larger share holds all of a smaller one" },
};
