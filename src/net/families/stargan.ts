import * as v from "valibot";
import { GraphBuilder, type Value } from "../builder";
import type { Graph } from "../graph";
import { johnsonTrunk } from "./johnson";

/**
 * Johnson-style generator (Johnson et al. 2016) for several domains (StarGAN, Choi et al. 2018).
 *
 * `cin`: domains enter as rows of conditional instance norm. `concat`: as constant planes beside the picture.
 */
export const starganSchema = v.strictObject({
  /** Channels at full resolution; doubled by each of the two downsamplings. */
  channels: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)),
  residualBlocks: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(32)),
  conditioning: v.picklist(["cin", "concat"]),
  /** Detail goes past the bottleneck, through gates of each domain with `cin`. */
  skips: v.exactOptional(v.boolean()),
  domains: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
});
export type StarganArchitecture = v.InferOutput<typeof starganSchema>;

/**
 * @param size Side of the picture in pixels, a multiple of 4.
 * @returns Graph with inputs `image` `[size, size, 3]` in [-1, 1] and `domain` `[domains]`, output `image` in [-1, 1].
 */
export function buildStargan(architecture: StarganArchitecture, size: number): Graph {
  const { channels, residualBlocks, conditioning, skips = false, domains } = architecture;
  const b = new GraphBuilder("stargan");
  const image = b.input("image", [size, size, 3]);
  const domain = b.input("domain", [domains]);

  const x = conditioning === "concat" ? b.labelPlanes(image, domain, "labels") : image;
  const norm = (value: Value, id: string, options = {}): Value =>
    conditioning === "cin" ? b.conditionalInstanceNorm(value, domain, id, options) : b.instanceNorm(value, id, options);
  return b.build({ image: johnsonTrunk(b, x, { channels, residualBlocks, norm, skips }) });
}

/** Patch discriminator's numbers. `heads` are depths (count of stride-2 layers) that give a logit map each. */
export interface PatchDiscriminatorArchitecture {
  readonly channels: number;
  readonly heads: readonly number[];
  /** Logit maps for each head, such as one for each domain (StarGAN v2, Choi et al. 2020). */
  readonly maps: number;
  /** Channels of the picture that it is shown, 3 by default. */
  readonly imageChannels?: number;
  /** Instance norm in all layers but the first, as in CycleGAN's PatchGAN. Off by default. */
  readonly instanceNorm?: boolean;
  /** Heads on feature maps of another, frozen net (Projected GAN, Sauer et al. 2021). */
  readonly projected?: {
    /** Channels of each head's hidden layer. */
    readonly channels: number;
    /** Feature maps by the number of halvings that lie before them, with their channels. */
    readonly features: ReadonlyMap<number, number>;
  };
}

/**
 * PatchGAN (Isola et al. 2017) of 4x4 stride-2 convolutions with a head at each wanted depth.
 * @returns Graph with inputs `image` `[size, size, imageChannels]` and `features.HALVINGS` `[h, w, channels]` for projected heads; outputs `patch.DEPTH`
 *   and `projected.HALVINGS` `[h, w, maps]` (logits).
 */
export function buildPatchDiscriminator(architecture: PatchDiscriminatorArchitecture, size: number): Graph {
  const b = new GraphBuilder("patch-discriminator");
  const outputs: Record<string, Value> = {};
  let x = b.input("image", [size, size, architecture.imageChannels ?? 3]);
  const depth = Math.max(...architecture.heads);
  for (let i = 0; i < depth; i++) {
    const channels = Math.min(architecture.channels * 2 ** i, architecture.channels * 8);
    const normalized = architecture.instanceNorm === true && i > 0;
    // A norm takes a bias away at once.
    x = b.conv2d(x, `layer.${i}.conv`, { channels, kernel: 4, stride: 2, padding: 1, bias: !normalized });
    if (normalized) x = b.instanceNorm(x, `layer.${i}.norm`);
    x = b.activation(x, `layer.${i}.lrelu`, "leakyRelu");
    if (architecture.heads.includes(i + 1)) {
      outputs[`patch.${i + 1}`] = b.conv2d(x, `head.${i + 1}`, {
        channels: architecture.maps,
        kernel: 3,
        bias: true,
      });
    }
  }
  for (const [halvings, channels] of architecture.projected?.features ?? []) {
    const extent = Math.ceil(size / 2 ** halvings);
    const id = `projected.${halvings}`;
    const width = architecture.projected?.channels ?? channels;
    const features = b.input(`features.${halvings}`, [extent, extent, channels]);
    const hidden = b.conv2d(features, `${id}.conv`, { channels: width, kernel: 3, bias: true });
    outputs[id] = b.conv2d(b.activation(hidden, `${id}.lrelu`, "leakyRelu"), `${id}.head`, {
      channels: architecture.maps,
      kernel: 3,
      bias: true,
    });
  }
  return b.build(outputs);
}
