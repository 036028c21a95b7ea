// Maximum or average over a window. Places beyond the picture's edge do not count.

override WINDOW: u32 = 2;
override STRIDE: u32 = 2;
override PADDING_TOP: i32 = 0;
override PADDING_LEFT: i32 = 0;
override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
override BLOCKS: u32 = 1;
override IS_MAXIMUM: bool = false;

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= HEIGHT * WIDTH * BLOCKS) {
    return;
  }
  let sample = id.z;
  let block = id.x % BLOCKS;
  let pixel = id.x / BLOCKS;
  let top = i32(pixel / WIDTH * STRIDE) - PADDING_TOP;
  let left = i32(pixel % WIDTH * STRIDE) - PADDING_LEFT;
  var result = select(vec4f(0.0), vec4f(-3.0e38), IS_MAXIMUM);
  var count = 0.0;
  for (var y = max(top, 0); y < min(top + i32(WINDOW), i32(SOURCE_HEIGHT * UPSCALE)); y++) {
    for (var x = max(left, 0); x < min(left + i32(WINDOW), i32(SOURCE_WIDTH * UPSCALE)); x++) {
      let value = source_at(sample, u32(y), u32(x), block);
      result = select(result + value, max(result, value), IS_MAXIMUM);
      count += 1.0;
    }
  }
  if (!IS_MAXIMUM) {
    result /= max(count, 1.0);
  }
  output[(sample * HEIGHT * WIDTH + pixel) * BLOCKS + block] = pack(result);
}
