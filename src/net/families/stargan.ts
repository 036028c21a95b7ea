import * as v from "valibot";
import { GraphBuilder, type Value } from "../builder";
import type { Graph } from "../graph";

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
  domains: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
});
export type StarganArchitecture = v.InferOutput<typeof starganSchema>;

/**
 * @param size Side of the picture in pixels, a multiple of 4.
 * @returns Graph with inputs `image` `[size, size, 3]` in [-1, 1] and `domain` `[domains]`, output `image` in [-1, 1].
 */
export function buildStargan(architecture: StarganArchitecture, size: number): Graph {
  const { channels, residualBlocks, conditioning, domains } = architecture;
  const b = new GraphBuilder("stargan");
  const image = b.input("image", [size, size, 3]);
  const domain = b.input("domain", [domains]);

  const norm = (x: Value, id: string): Value =>
    conditioning === "cin" ? b.conditionalInstanceNorm(x, domain, `${id}.norm`) : b.instanceNorm(x, `${id}.norm`);
  const block = (x: Value, id: string, width: number, kernel: number, stride = 1): Value => {
    const y = norm(b.conv2d(x, `${id}.conv`, { channels: width, kernel, stride }), id);
    return b.activation(y, `${id}.relu`, "relu");
  };

  let x = conditioning === "concat" ? b.labelPlanes(image, domain, "labels") : image;
  x = block(x, "encoder.0", channels, 7);
  x = block(x, "encoder.1", channels * 2, 3, 2);
  x = block(x, "encoder.2", channels * 4, 3, 2);
  for (let i = 0; i < residualBlocks; i++) {
    const y = block(x, `residual.${i}.0`, channels * 4, 3);
    const z = norm(b.conv2d(y, `residual.${i}.1.conv`, { channels: channels * 4, kernel: 3 }), `residual.${i}.1`);
    x = b.add(x, z, `residual.${i}.sum`);
  }
  // Nearest resize and a plain convolution: transposed convolutions leave checkerboards (Odena et al. 2016).
  x = block(b.upsample(x, "decoder.0.upsample", "nearest"), "decoder.0", channels * 2, 3);
  x = block(b.upsample(x, "decoder.1.upsample", "nearest"), "decoder.1", channels, 3);
  x = b.conv2d(x, "output.conv", { channels: 3, kernel: 7, bias: true });
  return b.build({ image: b.activation(x, "output.tanh", "tanh") });
}

/** Patch discriminator's numbers. `heads` are depths (count of stride-2 layers) that give a logit map each. */
export interface PatchDiscriminatorArchitecture {
  readonly channels: number;
  readonly heads: readonly number[];
  /** Logit maps for each head, such as one for each domain (StarGAN v2, Choi et al. 2020). */
  readonly maps: number;
}

/**
 * PatchGAN (Isola et al. 2017) of 4x4 stride-2 convolutions with a head at each wanted depth.
 * @returns Graph with input `image` and outputs `patch.DEPTH` `[h, w, maps]` (logits).
 */
export function buildPatchDiscriminator(architecture: PatchDiscriminatorArchitecture, size: number): Graph {
  const b = new GraphBuilder("patch-discriminator");
  const outputs: Record<string, Value> = {};
  let x = b.input("image", [size, size, 3]);
  const depth = Math.max(...architecture.heads);
  for (let i = 0; i < depth; i++) {
    const channels = Math.min(architecture.channels * 2 ** i, architecture.channels * 8);
    x = b.conv2d(x, `layer.${i}.conv`, { channels, kernel: 4, stride: 2, padding: 1, bias: true });
    x = b.activation(x, `layer.${i}.lrelu`, "leakyRelu");
    if (architecture.heads.includes(i + 1)) {
      outputs[`patch.${i + 1}`] = b.conv2d(x, `head.${i + 1}`, {
        channels: architecture.maps,
        kernel: 3,
        bias: true,
      });
    }
  }
  return b.build(outputs);
}
