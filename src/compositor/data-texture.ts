import {
  ClampToEdgeWrapping,
  DataTexture,
  LinearFilter,
  NoColorSpace,
  RGBAFormat,
  UnsignedByteType,
} from "three/webgpu";
import type { RedFormat, Texture } from "three/webgpu";

/** Bytes as they are: no colour space, no mip levels, linear filtering. */
export function createDataTexture(
  data: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
  format: typeof RedFormat | typeof RGBAFormat,
): DataTexture {
  const texture = new DataTexture(data, width, height, format, UnsignedByteType);
  prepareTexture(texture);
  texture.needsUpdate = true;
  return texture;
}

export function prepareTexture(texture: Texture): void {
  texture.colorSpace = NoColorSpace;
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearFilter;
  texture.wrapS = ClampToEdgeWrapping;
  texture.wrapT = ClampToEdgeWrapping;
  texture.flipY = false;
  texture.generateMipmaps = false;
  texture.unpackAlignment = 1;
}

/**
 * One black texel of its own for each texture of a shader that is compiled before there is a picture: three binds
 * two texture nodes as one when both hold the same texture at that time.
 */
export function blankTexture(): DataTexture {
  return createDataTexture(new Uint8Array(4), 1, 1, RGBAFormat);
}
