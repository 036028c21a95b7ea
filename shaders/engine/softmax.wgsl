// Exponentials of each pixel's channels, divided by their sum. The largest is taken off first, so that none overflows.

override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
override BLOCKS: u32 = 1;
override CHANNELS: u32 = 4;

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= HEIGHT * WIDTH) {
    return;
  }
  let y = id.x / WIDTH;
  let x = id.x % WIDTH;
  var largest = -3.0e38;
  for (var channel = 0u; channel < CHANNELS; channel++) {
    largest = max(largest, source_at(id.z, y, x, channel / 4u)[channel % 4u]);
  }
  var sum = 0.0;
  for (var channel = 0u; channel < CHANNELS; channel++) {
    sum += exp(source_at(id.z, y, x, channel / 4u)[channel % 4u] - largest);
  }
  for (var block = 0u; block < BLOCKS; block++) {
    let lanes = vec4u(0u, 1u, 2u, 3u) + block * 4u;
    let value = exp(source_at(id.z, y, x, block) - largest) / sum;
    output[(id.z * HEIGHT * WIDTH + id.x) * BLOCKS + block] = pack(select(vec4f(0.0), value, lanes < vec4u(CHANNELS)));
  }
}
