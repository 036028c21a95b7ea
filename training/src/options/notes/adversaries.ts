import type { OptionNotes } from "./note";

/** Of the options that pix2pix and DCGAN share. */
export const adversaryNotes: OptionNotes = {
  learningRate: { does: "Adam's step, of both nets", paper: "Kingma and Ba 2015" },
  beta1: { does: "Adam's first decay, of both nets", paper: "0.5 in Radford et al. 2016" },
  beta2: { does: "Adam's second decay, of both nets", paper: "Kingma and Ba 2015" },
  emaDecay: {
    does: "how slowly the averaged weights, which are the ones exported, follow; 0 exports the weights as they are",
    unit: "part a step",
  },
  initialDeviation: {
    does: "standard deviation that kernels start from; null takes each layer's own",
    paper: "0.02 in Radford et al. 2016; null: He et al. 2015",
  },
};
