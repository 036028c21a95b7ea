import { buildClassifier } from "../../../../../src/net/families/classifier";
import { buildDcgan } from "../../../../../src/net/families/dcgan";
import { buildPix2pix } from "../../../../../src/net/families/pix2pix";
import { buildSegmenter } from "../../../../../src/net/families/segmenter";
import { buildStargan } from "../../../../../src/net/families/stargan";
import { buildUgatit } from "../../../../../src/net/families/ugatit";
import type { Graph } from "../../../../../src/net/graph";

/** A small net of each family, by what is particular about it. */
export const families: Readonly<Record<string, () => Graph>> = {
  "stargan with conditional norm and skips": () =>
    buildStargan({ channels: 6, residualBlocks: 2, conditioning: "cin", skips: true, domains: 3 }, 20),
  "stargan with label planes": () =>
    buildStargan({ channels: 4, residualBlocks: 1, conditioning: "concat", domains: 3 }, 12),
  "ugatit, light": () => buildUgatit({ channels: 3, residualBlocks: 1, light: true }, 12),
  "ugatit, full": () => buildUgatit({ channels: 4, residualBlocks: 1, light: false }, 8),
  pix2pix: () => buildPix2pix({ channels: 4, dropout: 0.5 }, 16),
  dcgan: () => buildDcgan({ latent: 7, channels: 4, doublings: 2 }, 16),
  segmenter: () => buildSegmenter({ channels: [4, 6, 8], classes: 2 }, 16),
  classifier: () => buildClassifier({ channels: [5, 6], classes: 3, dropout: 0 }, 16),
};
