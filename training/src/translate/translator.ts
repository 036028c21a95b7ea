import * as tf from "@tensorflow/tfjs-core";

import type { ModelDomain } from "../../../src/net/config";
import {
  domainsOf,
  type ImageToImageConfig,
  imageToImageFamilies,
  imageToImageGraph,
  isImageToImage,
} from "../../../src/net/image-to-image";
import { readModelWeights } from "../models/folder";
import { Network } from "../models/network";
import { nearest } from "../options/check";
import { TranslateError } from "./errors";

/** A picture for the net, or from it: RGB in [0, 255], `width * height * 3`. */
export interface NetPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** A generator of any image-to-image family on the current backend. */
export class Translator {
  readonly config: ImageToImageConfig;
  readonly domains: readonly ModelDomain[];
  readonly #network: Network;

  private constructor(config: ImageToImageConfig, network: Network) {
    this.config = config;
    this.domains = domainsOf(config);
    this.#network = network;
  }

  /** @throws TranslateError if the model folder holds something that makes no picture from a picture. */
  static async open(path: string): Promise<Translator> {
    const { config, weights } = await readModelWeights(path);
    if (!isImageToImage(config)) {
      throw new TranslateError(
        `${path} holds a ${config.family}; pictures are translated by a ${imageToImageFamilies.join(", ")}`,
      );
    }
    return new Translator(config, new Network(imageToImageGraph(config, config.input.height), weights));
  }

  /** Index of a domain by its id; without one that of the only dish. @throws TranslateError naming those that there are. */
  domainOf(id: string | undefined): number {
    const ids = this.domains.map((domain) => domain.id);
    if (id === undefined && ids.length === 1) return 0;
    const index = id === undefined ? -1 : ids.indexOf(id);
    if (index >= 0) return index;
    if (id === undefined) throw new TranslateError(`--to is missing: a dish of ${ids.join(", ")}, or all`);
    const meant = nearest(id, ids);
    const advice = meant.length > 0 ? `did you mean ${meant.join(" or ")}?` : `it makes ${ids.join(", ")}`;
    throw new TranslateError(`${this.config.id} does not make ${id}; ${advice}`);
  }

  /** @param pictures Of one size, at which the model can run. @returns As many of the same size. */
  async run(pictures: readonly NetPicture[], domain: number): Promise<NetPicture[]> {
    const [first] = pictures;
    if (first === undefined) return [];
    const { width, height } = first;
    const output = tf.tidy(() => {
      const images = pictures.map(({ data }) => tf.tensor3d(data, [height, width, 3]));
      const image = tf.sub(tf.div(tf.stack(images), 127.5), 1);
      // tfjs's one-hot vectors have two entries or more.
      const weights = this.domains.map((_, index) => (index === domain ? 1 : 0));
      const made = this.#network.run({ image, domain: tf.tensor2d(pictures.map(() => weights)) }, "image");
      return tf.mul(tf.add(made, 1), 127.5);
    });
    const values = await output.data<"float32">();
    output.dispose();
    const length = width * height * 3;
    return pictures.map((_, index) => ({ width, height, data: values.slice(index * length, (index + 1) * length) }));
  }
}
