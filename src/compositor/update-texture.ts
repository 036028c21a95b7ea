/** The part of a data texture of three's that changes; three has one class of it for each of its bundles. */
interface ChangingTexture {
  readonly image: { data: unknown; width: number; height: number };
  needsUpdate: boolean;
  dispose(): void;
}

/** Storage on the GPU has a fixed size: another size needs another. */
export function updateDataTexture(
  texture: ChangingTexture,
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
