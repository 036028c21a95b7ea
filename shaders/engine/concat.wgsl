// Writes the channels of one part of a concatenation. Parts that do not begin at a block of four share blocks: they are written one
// after the other, each leaving the others' channels as they are.

override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
// Of the whole concatenation.
override BLOCKS: u32 = 1;
// Channels of the part, and where they begin.
override CHANNELS: u32 = 4;
override BEGIN: u32 = 0;
// The part is a vector, and the same at every place.
override IS_PLANE: bool = false;

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let from_block = BEGIN / 4u;
  let count = (BEGIN + CHANNELS + 3u) / 4u - from_block;
  if (id.x >= HEIGHT * WIDTH * count) {
    return;
  }
  let sample = id.z;
  let block = from_block + id.x % count;
  let pixel = id.x / count;
  let y = select(pixel / WIDTH, 0u, IS_PLANE);
  let x = select(pixel % WIDTH, 0u, IS_PLANE);
  let at = (sample * HEIGHT * WIDTH + pixel) * BLOCKS + block;
  // The first part leaves what comes after it at zero.
  var value = vec4f(0.0);
  if (BEGIN % 4u != 0u && block == from_block) {
    value = unpack(output[at]);
  }
  for (var lane = 0u; lane < 4u; lane++) {
    let channel = block * 4u + lane;
    if (channel >= BEGIN && channel < BEGIN + CHANNELS) {
      let number = channel - BEGIN;
      value[lane] = source_at(sample, y, x, number / 4u)[number % 4u];
    }
  }
  output[at] = pack(value);
}
