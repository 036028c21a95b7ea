// Average or maximum of each channel over the whole picture: a workgroup for each block of channels.

override IS_MAXIMUM: bool = false;
override BLOCKS: u32 = 1;
var<workgroup> found: array<vec4f, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let block = group.x;
  let sample = group.z;
  let height = SOURCE_HEIGHT * UPSCALE;
  let width = SOURCE_WIDTH * UPSCALE;
  var result = select(vec4f(0.0), vec4f(-3.0e38), IS_MAXIMUM);
  for (var pixel = thread; pixel < height * width; pixel += THREADS) {
    let value = source_at(sample, pixel / width, pixel % width, block);
    result = select(result + value, max(result, value), IS_MAXIMUM);
  }
  found[thread] = result;
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < half) {
      let other = found[thread + half];
      found[thread] = select(found[thread] + other, max(found[thread], other), IS_MAXIMUM);
    }
  }
  if (thread == 0u) {
    output[sample * BLOCKS + block] = pack(select(found[0] / f32(height * width), found[0], IS_MAXIMUM));
  }
}
