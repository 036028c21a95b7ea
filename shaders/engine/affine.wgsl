// Scale and shift of a block of channels: of a row, or those that normalise a picture whose sums were collected.

struct Affine {
  scale: vec4f,
  shift: vec4f,
}

fn resolve(kind: u32, index: u32, sample: u32, block: u32) -> Affine {
  let stage = step.stages[index];
  let row = sample * step.row_stride + stage.row + block * 2u;
  var affine = Affine(rows[row], rows[row + 1u]);
  if (kind == 2u) {
    let seen = moments(sample * step.stats_stride + stage.stats + block * 4u, stage.share);
    affine.scale *= inverseSqrt(seen.variance + stage.epsilon);
    affine.shift -= seen.mean * affine.scale;
  }
  return affine;
}
