/** Renderers that compute on the processor: MediaPipe's GPU kernels on them are slower than its CPU ones. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Name of WebGL's renderer in this worker, or null without WebGL. */
export function webglRenderer(): string | null {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (gl === null) return null;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return String(name);
}

export function isSoftwareRenderer(renderer: string): boolean {
  return SOFTWARE.test(renderer);
}
