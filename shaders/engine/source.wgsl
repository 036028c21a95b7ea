// What a kernel reads: one stored value, the sum of two, or two side by side. On the way each may be normalised, scaled and
// activated, twice, and the result enlarged by nearest neighbour: none of that is ever written to memory.

// 1: the first alone; 2: first + second; 3: the second's channels after the first's.
override SOURCES: u32 = 1;
override SOURCE_HEIGHT: u32 = 1;
override SOURCE_WIDTH: u32 = 1;
override UPSCALE: u32 = 1;
override FIRST_BLOCKS: u32 = 1;
override SECOND_BLOCKS: u32 = 1;
// 0: none; 1: scale and shift from `rows`; 2: those of a normalised picture.
override FIRST_AFFINE: u32 = 0;
override FIRST_ACTIVATION: u32 = 0;
override FIRST_AFFINE_AGAIN: u32 = 0;
override FIRST_ACTIVATION_AGAIN: u32 = 0;
override SECOND_AFFINE: u32 = 0;
override SECOND_ACTIVATION: u32 = 0;
override SECOND_AFFINE_AGAIN: u32 = 0;
override SECOND_ACTIVATION_AGAIN: u32 = 0;
override SOURCE_ACTIVATION: u32 = 0;

// Where the blocks of each stage begin among cached scales and shifts, and how many there are in all.
override FIRST_AGAIN_AT: u32 = 0;
override SECOND_AT: u32 = 0;
override SECOND_AGAIN_AT: u32 = 0;
override AFFINES: u32 = 1;

fn pass_stage(value: vec4f, kind: u32, activation: u32, index: u32, at: u32, sample: u32, block: u32) -> vec4f {
  var result = value;
  if (kind != 0u) {
    let affine = affine_at(kind, index, at, sample, block);
    result = affine.scale * result + affine.shift;
  }
  return activate(activation, result, step.slopes[index]);
}

fn first_at(sample: u32, pixel: u32, block: u32) -> vec4f {
  let pixels = SOURCE_HEIGHT * SOURCE_WIDTH;
  let value = unpack(first[(sample * pixels + pixel) * FIRST_BLOCKS + block]);
  let once = pass_stage(value, FIRST_AFFINE, FIRST_ACTIVATION, 0u, 0u, sample, block);
  return pass_stage(once, FIRST_AFFINE_AGAIN, FIRST_ACTIVATION_AGAIN, 1u, FIRST_AGAIN_AT, sample, block);
}

fn second_at(sample: u32, pixel: u32, block: u32) -> vec4f {
  let pixels = SOURCE_HEIGHT * SOURCE_WIDTH;
  let value = unpack(second[(sample * pixels + pixel) * SECOND_BLOCKS + block]);
  let once = pass_stage(value, SECOND_AFFINE, SECOND_ACTIVATION, 2u, SECOND_AT, sample, block);
  return pass_stage(once, SECOND_AFFINE_AGAIN, SECOND_ACTIVATION_AGAIN, 3u, SECOND_AGAIN_AT, sample, block);
}

// Four channels of the source at a place that is inside it.
fn source_at(sample: u32, y: u32, x: u32, block: u32) -> vec4f {
  let pixel = (y / UPSCALE) * SOURCE_WIDTH + x / UPSCALE;
  var value: vec4f;
  if (SOURCES == 3u && block >= FIRST_BLOCKS) {
    value = second_at(sample, pixel, block - FIRST_BLOCKS);
  } else {
    value = first_at(sample, pixel, block);
  }
  if (SOURCES == 2u) {
    value += second_at(sample, pixel, block);
  }
  return activate(SOURCE_ACTIVATION, value, step.source_slope);
}
