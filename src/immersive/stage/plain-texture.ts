import { ClampToEdgeWrapping, DataTexture, NoColorSpace } from "three";
import type { MagnificationTextureFilter, PixelFormat, TextureDataType } from "three";

/** One texel, until there is more: numbers as they are, without colour space or mip levels. */
export function plainTexture(
  data: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer> | Float32Array<ArrayBuffer>,
  format: PixelFormat,
  type: TextureDataType,
  filter: MagnificationTextureFilter,
): DataTexture {
  const texture = new DataTexture(data, 1, 1, format, type);
  texture.colorSpace = NoColorSpace;
  texture.magFilter = filter;
  texture.minFilter = filter;
  texture.wrapS = ClampToEdgeWrapping;
  texture.wrapT = ClampToEdgeWrapping;
  texture.unpackAlignment = 1;
  texture.needsUpdate = true;
  return texture;
}
