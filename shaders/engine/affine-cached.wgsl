// Scales and shifts are kept in workgroup memory: for kernels that read each channel often.

var<workgroup> affines: array<Affine, AFFINES>;

fn affine_at(kind: u32, index: u32, at: u32, sample: u32, block: u32) -> Affine {
  return affines[at + block];
}

// Fills `affines` for a sample. To be called by all threads, and followed by a barrier.
fn cache_affines(sample: u32, thread: u32) {
  let kinds = vec4u(FIRST_AFFINE, FIRST_AFFINE_AGAIN, SECOND_AFFINE, SECOND_AFFINE_AGAIN);
  let places = vec4u(0u, FIRST_AGAIN_AT, SECOND_AT, SECOND_AGAIN_AT);
  for (var index = 0u; index < 4u; index++) {
    if (kinds[index] == 0u) {
      continue;
    }
    let blocks = select(SECOND_BLOCKS, FIRST_BLOCKS, index < 2u);
    for (var block = thread; block < blocks; block += THREADS) {
      affines[places[index] + block] = resolve(kinds[index], index, sample, block);
    }
  }
}
