// What every kernel of a step is bound to. Shapes are pipeline constants; places in the shared buffers are in the uniform,
// so that layers of one shape share a pipeline.

struct Stage {
  // Place of its scales and shifts in `rows`, in blocks of four channels: scale, shift, scale, shift, ...
  row: u32,
  // Place of its sums in `stats`, in channels.
  stats: u32,
  // 1 / (pixels that were summed x steps of a sum in a 1).
  share: f32,
  epsilon: f32,
}

struct Step {
  // Two for what is read first, two for what is read second.
  stages: array<Stage, 4>,
  // Slopes of leaky ReLU: of each stage ...
  slopes: vec4f,
  // ... then of the joined source, and of the output.
  source_slope: f32,
  output_slope: f32,
  // int8: 1 / step of what is read.
  inverse_step: f32,
  // Blocks from one sample of a batch to the next in `rows`, channels in `stats`.
  row_stride: u32,
  stats_stride: u32,
  // Where the output's sums are collected, in channels.
  output_stats: u32,
  // Bias of each block of output channels, and the factors of int8 sums, in `rows`.
  bias_row: u32,
  factor_row: u32,
  // Where the sums of what a convolution reads are collected, in channels.
  source_stats: u32,
}

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> rows: array<vec4f>;
// Of each channel the sum of its values and of their squares, 64 bits each: low word, high word.
@group(0) @binding(2) var<storage, read_write> stats: array<atomic<u32>>;
@group(0) @binding(3) var<storage, read> first: array<Stored>;
@group(0) @binding(4) var<storage, read> second: array<Stored>;
@group(0) @binding(5) var<storage, read_write> output: array<Stored>;

fn activate(kind: u32, value: vec4f, slope: f32) -> vec4f {
  switch kind {
    case 1u: {
      return max(value, vec4f(0.0));
    }
    case 2u: {
      return clamp(value, vec4f(0.0), vec4f(6.0));
    }
    case 3u: {
      return select(slope * value, value, value > vec4f(0.0));
    }
    case 4u: {
      // Some drivers make no number of it beyond some 40.
      return tanh(clamp(value, vec4f(-15.0), vec4f(15.0)));
    }
    case 5u: {
      return 1.0 / (1.0 + exp(-clamp(value, vec4f(-80.0), vec4f(80.0))));
    }
    default: {
      return value;
    }
  }
}
