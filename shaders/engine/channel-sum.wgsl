// Sum over the channels of each pixel.

override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
override CHANNELS: u32 = 4;

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= HEIGHT * WIDTH) {
    return;
  }
  var sum = 0.0;
  for (var channel = 0u; channel < CHANNELS; channel += 4u) {
    let inside = vec4u(channel, channel + 1u, channel + 2u, channel + 3u) < vec4u(CHANNELS);
    let value = source_at(id.z, id.x / WIDTH, id.x % WIDTH, channel / 4u);
    sum += dot(select(vec4f(0.0), value, inside), vec4f(1.0));
  }
  output[id.z * HEIGHT * WIDTH + id.x] = pack(vec4f(sum, 0.0, 0.0, 0.0));
}
