import {
  ClampToEdgeWrapping,
  DataTexture,
  LinearFilter,
  LinearMipmapLinearFilter,
  NoColorSpace,
  RGBAFormat,
  RedFormat,
  UnsignedByteType,
} from "three";
import { tilesPerDish } from "../../compositor/tile-blend";
import { LayerError } from "../../compositor/errors";
import type { Mask } from "../../segmentation/types";
import type { Patch } from "../../translator/types";

/** Oblique looks at a table stretch texels several times: so many samples along the stretch keep them sharp. */
const anisotropy = 4;

/** Textures of one dish: a patch and a mask in each tile. */
export class DishTextures {
  readonly patches = Array.from({ length: tilesPerDish }, () => patchTexture());
  readonly masks = Array.from({ length: tilesPerDish }, () => bytes(new Uint8Array(1), RedFormat));

  /** @throws LayerError where the bytes do not fit the size, or the patch lies on another GPU device. */
  setPatch(tile: number, { picture, size }: Patch): void {
    if (picture.kind !== "pixels") {
      throw new LayerError("In a session patches come as pixels; read the texture back before.");
    }
    check("The patch", picture.data.length, size * size * 4);
    update(this.patches[tile], picture.data, size, size);
  }

  /** @throws LayerError where the bytes do not fit the size. */
  setMask(tile: number, { data, width, height }: Mask): void {
    check("The mask", data.length, width * height);
    update(this.masks[tile], data, width, height);
  }

  dispose(): void {
    for (const texture of [...this.patches, ...this.masks]) texture.dispose();
  }
}

function patchTexture(): DataTexture {
  const texture = bytes(new Uint8ClampedArray(4), RGBAFormat);
  texture.minFilter = LinearMipmapLinearFilter;
  texture.generateMipmaps = true;
  texture.anisotropy = anisotropy;
  return texture;
}

/** Bytes as they are: display values in, display values out. */
function bytes(
  data: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>,
  format: typeof RedFormat | typeof RGBAFormat,
): DataTexture {
  const texture = new DataTexture(data, 1, 1, format, UnsignedByteType);
  texture.colorSpace = NoColorSpace;
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearFilter;
  texture.wrapS = ClampToEdgeWrapping;
  texture.wrapT = ClampToEdgeWrapping;
  texture.unpackAlignment = 1;
  texture.needsUpdate = true;
  return texture;
}

/** Storage on the GPU has a fixed size: another size needs another. */
function update(
  texture: DataTexture | undefined,
  data: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
): void {
  if (texture === undefined) return;
  const { image } = texture;
  if (image.width !== width || image.height !== height) texture.dispose();
  image.data = data;
  image.width = width;
  image.height = height;
  texture.needsUpdate = true;
}

function check(what: string, length: number, expected: number): void {
  if (expected > 0 && length === expected) return;
  throw new LayerError(`${what} has ${length} bytes, but its size asks for ${expected}.`);
}
