// Scale and shift of each channel for AdaLIN (Kim et al. 2020), from the sums of the picture: rho times the instance-normalised
// picture plus (1 - rho) times the layer-normalised one, then gamma x + beta. The layer's moments follow from the channels'.

// Of each block rho; then of each block gamma and beta, unless they are read.
@group(0) @binding(6) var<storage, read> parameters: array<vec4f>;
// What other kernels read as `rows`: scale, shift of each block.
@group(0) @binding(7) var<storage, read_write> written: array<vec4f>;

override CHANNELS: u32 = 4;
override BLOCKS: u32 = 1;
// Gamma and beta are the first and second value read, not rows.
override IS_ADAPTIVE: bool = false;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let sample = group.z;
  let stage = step.stages[0];
  let stats_at = sample * step.stats_stride + stage.stats;

  // Every thread adds up all channels: they are few, and read from the cache.
  var sum = 0.0;
  for (var block = 0u; block < BLOCKS; block++) {
    sum += dot(inside(moments(stats_at + block * 4u, stage.share).mean, block), vec4f(1.0));
  }
  let layer_mean = sum / f32(CHANNELS);
  var spread = 0.0;
  for (var block = 0u; block < BLOCKS; block++) {
    let seen = moments(stats_at + block * 4u, stage.share);
    let away = seen.mean - layer_mean;
    spread += dot(inside(seen.variance + away * away, block), vec4f(1.0));
  }
  let per_layer = inverseSqrt(spread / f32(CHANNELS) + stage.epsilon);

  for (var block = thread; block < BLOCKS; block += THREADS) {
    let seen = moments(stats_at + block * 4u, stage.share);
    let rho = parameters[block];
    let by_channel = rho * inverseSqrt(seen.variance + stage.epsilon);
    let by_layer = (1.0 - rho) * per_layer;
    var gamma: vec4f;
    var beta: vec4f;
    if (IS_ADAPTIVE) {
      gamma = unpack(first[sample * BLOCKS + block]);
      beta = unpack(second[sample * BLOCKS + block]);
    } else {
      gamma = parameters[BLOCKS + block * 2u];
      beta = parameters[BLOCKS + block * 2u + 1u];
    }
    let at = sample * step.row_stride + stage.row + block * 2u;
    written[at] = gamma * (by_channel + by_layer);
    written[at + 1u] = beta - gamma * (by_channel * seen.mean + by_layer * layer_mean);
  }
}

// Channels that only fill up the last block are left out.
fn inside(value: vec4f, block: u32) -> vec4f {
  let lanes = vec4u(0u, 1u, 2u, 3u) + block * 4u;
  return select(vec4f(0.0), value, lanes < vec4u(CHANNELS));
}
