// The same numbers in another shape, where their places differ: channels are padded to blocks of four.

override SOURCE_CHANNELS: u32 = 4;
override CHANNELS: u32 = 4;
override BLOCKS: u32 = 1;
override PIXELS: u32 = 1;

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= PIXELS * BLOCKS) {
    return;
  }
  let sample = id.z;
  let block = id.x % BLOCKS;
  let pixel = id.x / BLOCKS;
  let width = SOURCE_WIDTH * UPSCALE;
  var value = vec4f(0.0);
  for (var lane = 0u; lane < 4u; lane++) {
    let channel = block * 4u + lane;
    if (channel < CHANNELS) {
      let number = pixel * CHANNELS + channel;
      let pixel_read = number / SOURCE_CHANNELS;
      let from_channel = number % SOURCE_CHANNELS;
      value[lane] = source_at(sample, pixel_read / width, pixel_read % width, from_channel / 4u)[from_channel % 4u];
    }
  }
  output[sample * PIXELS * BLOCKS + id.x] = pack(value);
}
