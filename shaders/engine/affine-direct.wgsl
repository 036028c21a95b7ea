// Scales and shifts are computed where they are needed: for kernels that read each channel once or twice.

fn affine_at(kind: u32, index: u32, at: u32, sample: u32, block: u32) -> Affine {
  return resolve(kind, index, sample, block);
}
