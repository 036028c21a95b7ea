import { ClampToEdgeWrapping, DataTexture, LinearFilter, NoColorSpace, UnsignedByteType } from "three";
import type { RGBAFormat, RedFormat } from "three";

/** One texel, until there is more: bytes as they are, display values in, display values out. */
export function bytesTexture(
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
export function updateTexture(
  texture: DataTexture,
  data: Uint8Array | Uint8ClampedArray | Float32Array,
  width: number,
  height: number,
): void {
  const { image } = texture;
  if (image.width !== width || image.height !== height) texture.dispose();
  image.data = data;
  image.width = width;
  image.height = height;
  texture.needsUpdate = true;
}
