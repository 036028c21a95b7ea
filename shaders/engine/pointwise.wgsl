// Writes the source as it is read, where a kernel that comes later cannot read it so; or only collects its sums, for a norm
// that follows something else than a convolution.

override HEIGHT: u32 = 1;
override WIDTH: u32 = 1;
override BLOCKS: u32 = 1;
override WRITES: bool = true;
override HAS_STATS: bool = false;
// Pixels of a thread.
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
      let value = source_at(sample, pixel / WIDTH, pixel % WIDTH, block);
      if (WRITES) {
        output[(sample * HEIGHT * WIDTH + pixel) * BLOCKS + block] = pack(value);
      }
      found.values += value;
      found.squares += value * value;
    }
  }
  if (HAS_STATS) {
    let channel = sample * step.stats_stride + step.output_stats + group.y * COLUMNS * 4u;
    collect_workgroup(thread, COLUMNS, found, channel, FIXED);
  }
}
