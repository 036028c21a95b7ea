// Fully connected layer: a workgroup for each block of four outputs, its threads share the inputs.

@group(0) @binding(6) var<storage, read> weights: array<vec4f>;

override INPUT_BLOCKS: u32 = 1;
override OUTPUT_BLOCKS: u32 = 1;
override HAS_BIAS: bool = false;
override OUTPUT_ACTIVATION: u32 = 0;
var<workgroup> found: array<vec4f, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let block = group.x;
  let sample = group.z;
  var sum = vec4f(0.0);
  for (var input = thread; input < INPUT_BLOCKS; input += THREADS) {
    let x = source_at(sample, 0u, 0u, input);
    let at = input * 4u * OUTPUT_BLOCKS + block;
    sum += x.x * weights[at];
    sum += x.y * weights[at + OUTPUT_BLOCKS];
    sum += x.z * weights[at + 2u * OUTPUT_BLOCKS];
    sum += x.w * weights[at + 3u * OUTPUT_BLOCKS];
  }
  found[thread] = sum;
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < half) {
      found[thread] += found[thread + half];
    }
  }
  if (thread == 0u) {
    var value = found[0];
    if (HAS_BIAS) {
      value += rows[step.bias_row + block];
    }
    output[sample * OUTPUT_BLOCKS + block] = pack(activate(OUTPUT_ACTIVATION, value, step.output_slope));
  }
}
