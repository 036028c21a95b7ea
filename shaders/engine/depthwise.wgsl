// Convolution of each channel with a filter of its own.

@group(0) @binding(6) var<storage, read> weights: array<vec4f>;

override KERNEL: u32 = 3;
override STRIDE: u32 = 1;
override PADDING_TOP: i32 = 1;
override PADDING_LEFT: i32 = 1;
override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
override BLOCKS: u32 = 1;
override HAS_BIAS: bool = false;
override OUTPUT_ACTIVATION: u32 = 0;
override HAS_STATS: bool = false;
override PIXELS: u32 = 4;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let column = thread % COLUMNS;
  let place = thread / COLUMNS;
  let places = THREADS / COLUMNS;
  let block = group.y * COLUMNS + column;
  let sample = group.z;
  cache_affines(sample, thread);
  workgroupBarrier();

  var found = Sums();
  for (var p = 0u; p < PIXELS; p++) {
    let pixel = (group.x * PIXELS + p) * places + place;
    if (pixel < HEIGHT * WIDTH) {
      let top = i32(pixel / WIDTH * STRIDE) - PADDING_TOP;
      let left = i32(pixel % WIDTH * STRIDE) - PADDING_LEFT;
      var value = vec4f(0.0);
      for (var ky = 0u; ky < KERNEL; ky++) {
        for (var kx = 0u; kx < KERNEL; kx++) {
          let y = top + i32(ky);
          let x = left + i32(kx);
          if (y >= 0 && x >= 0 && y < i32(SOURCE_HEIGHT * UPSCALE) && x < i32(SOURCE_WIDTH * UPSCALE)) {
            value += weights[(ky * KERNEL + kx) * BLOCKS + block] * source_at(sample, u32(y), u32(x), block);
          }
        }
      }
      if (HAS_BIAS) {
        value += rows[step.bias_row + block];
      }
      value = held(activate(OUTPUT_ACTIVATION, value, step.output_slope));
      output[(sample * HEIGHT * WIDTH + pixel) * BLOCKS + block] = pack(value);
      found.values += value;
      found.squares += value * value;
    }
  }
  if (HAS_STATS) {
    let channel = sample * step.stats_stride + step.output_stats + group.y * COLUMNS * 4u;
    collect_workgroup(thread, COLUMNS, found, channel, FIXED);
  }
}
