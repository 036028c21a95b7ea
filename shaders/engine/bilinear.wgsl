// Enlarges by a whole number, with half-pixel centres.

override SCALE: u32 = 2;
override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
override BLOCKS: u32 = 1;

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= HEIGHT * WIDTH * BLOCKS) {
    return;
  }
  let sample = id.z;
  let block = id.x % BLOCKS;
  let pixel = id.x / BLOCKS;
  let last = vec2f(f32(SOURCE_WIDTH * UPSCALE - 1u), f32(SOURCE_HEIGHT * UPSCALE - 1u));
  let at = clamp((vec2f(f32(pixel % WIDTH), f32(pixel / WIDTH)) + 0.5) / f32(SCALE) - 0.5, vec2f(0.0), last);
  let low = vec2u(floor(at));
  let high = min(low + 1u, vec2u(last));
  let part = at - floor(at);
  let upper = mix(source_at(sample, low.y, low.x, block), source_at(sample, low.y, high.x, block), part.x);
  let lower = mix(source_at(sample, high.y, low.x, block), source_at(sample, high.y, high.x, block), part.x);
  output[(sample * HEIGHT * WIDTH + pixel) * BLOCKS + block] = pack(mix(upper, lower, part.y));
}
