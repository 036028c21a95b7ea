import type { Camera, Object3D, WebGLRenderer } from "three";
import { NoColorSpace, WebGLRenderTarget } from "three";

/** Draws a scene for one camera into a texture and reads it back: straight colours, transparent where nothing is. */
export async function captureScene(
  renderer: WebGLRenderer,
  scene: Object3D,
  camera: Camera,
  width: number,
  height: number,
): Promise<ImageBitmap> {
  const target = new WebGLRenderTarget(width, height, { colorSpace: NoColorSpace, samples: 4 });
  const image = new ImageData(width, height);
  try {
    renderOnce(renderer, scene, camera, target);
    await renderer.readRenderTargetPixelsAsync(target, 0, 0, width, height, image.data);
  } finally {
    target.dispose();
  }
  turnUpright(image);
  toStraight(image.data);
  return createImageBitmap(image);
}

/** With the eyes of a session out of the way, and everything as it was afterwards. */
function renderOnce(renderer: WebGLRenderer, scene: Object3D, camera: Camera, target: WebGLRenderTarget): void {
  const { enabled } = renderer.xr;
  const before = renderer.getRenderTarget();
  renderer.xr.enabled = false;
  renderer.setRenderTarget(target);
  renderer.render(scene, camera);
  renderer.setRenderTarget(before);
  renderer.xr.enabled = enabled;
}

/** WebGL reads rows from the bottom. */
function turnUpright({ data, width, height }: ImageData): void {
  const row = new Uint8ClampedArray(width * 4);
  for (let y = 0; y < height >> 1; y++) {
    const top = y * width * 4;
    const bottom = (height - 1 - y) * width * 4;
    row.set(data.subarray(top, top + width * 4));
    data.copyWithin(top, bottom, bottom + width * 4);
    data.set(row, bottom);
  }
}

function toStraight(data: Uint8ClampedArray): void {
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] ?? 0;
    if (alpha === 0 || alpha === 255) continue;
    for (let c = i; c < i + 3; c++) data[c] = ((data[c] ?? 0) * 255) / alpha;
  }
}
