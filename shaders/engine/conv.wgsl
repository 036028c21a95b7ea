// Convolution as an implicit matrix product: a workgroup makes a tile of output pixels times some blocks of four output
// channels. Block by block of input channels it brings the patch of the source that the tile sees into workgroup memory,
// normalised and activated on the way, and multiplies it with the weights. Sums for a norm that follows are collected at the end.
//
// A convolution of a picture that was enlarged x2 by nearest neighbour runs as four smaller ones before it, one for each place
// inside an enlarged pixel ("phase"); the output is then twice as high and wide as the grid of tiles.

@group(0) @binding(6) var<storage, read> weights: array<Weight>;
// What was read, for others who need it: the source at the places of this tile.
@group(0) @binding(7) var<storage, read_write> kept: array<Stored>;

override KERNEL: u32 = 3;
override STRIDE: u32 = 1;
// Rows and columns of zeros before the picture; in odd phases another number.
override PADDING_TOP: i32 = 1;
override PADDING_LEFT: i32 = 1;
override PADDING_ODD: i32 = 1;
// 2: the source is enlarged, as above.
override PHASES: u32 = 1;
// Of the grid that tiles cover: the output's size by PHASES.
override GRID_HEIGHT: u32 = 1;
override GRID_WIDTH: u32 = 1;
override INPUT_BLOCKS: u32 = 1;
override OUTPUT_BLOCKS: u32 = 1;
override OUTPUT_ACTIVATION: u32 = 0;
override HAS_BIAS: bool = false;
// int8: sums are multiplied by a factor for each output channel.
override HAS_FACTOR: bool = false;
override HAS_STATS: bool = false;
// The source is written to `kept`; its sums are collected, in steps of their own.
override KEEPS: bool = false;
override HAS_SOURCE_STATS: bool = false;
override SOURCE_FIXED: f32 = 1;

// Of the tile, pixels; THREADS = COLUMNS x TILE_HEIGHT x TILE_WIDTH / PIXELS.
override TILE_HEIGHT: u32 = 8;
override TILE_WIDTH: u32 = 8;
// Outputs of a thread: 4 or 8 pixels times 1 or 2 blocks of channels.
override PIXELS: u32 = 4;
override QUADS: u32 = 1;
// Blocks of input channels that are brought at a time; INPUT_BLOCKS is a multiple.
override DEPTH: u32 = 1;
// Kernel rows of weights that are brought into workgroup memory at a time; 0: weights are read where they are.
override WEIGHT_KERNEL_ROWS: u32 = 0;
// Half floats: the sums of each DEPTH blocks are added in 32 bits.
override SPLIT_SUMS: bool = false;

override PATCH_HEIGHT: u32 = 1;
override PATCH_WIDTH: u32 = 1;
override PATCH_LENGTH: u32 = 1;
override WEIGHTS_LENGTH: u32 = 1;
var<workgroup> near_source: array<Operand, PATCH_LENGTH>;
var<workgroup> near_weights: array<Weight, WEIGHTS_LENGTH>;

// Four pixels of a thread. They are named, not indexed, so that they are registers whatever the compiler unrolls.
struct Operands {
  p0: Operand,
  p1: Operand,
  p2: Operand,
  p3: Operand,
}

struct Products {
  p0: Sum,
  p1: Sum,
  p2: Sum,
  p3: Sum,
}

struct Totals {
  p0: vec4f,
  p1: vec4f,
  p2: vec4f,
  p3: vec4f,
}

fn weight_at(at: u32) -> Weight {
  if (WEIGHT_KERNEL_ROWS == 0u) {
    return weights[at];
  }
  return near_weights[at];
}

fn operands_at(at: u32, pitch: u32) -> Operands {
  return Operands(near_source[at], near_source[at + pitch], near_source[at + 2u * pitch], near_source[at + 3u * pitch]);
}

fn add_products(sums: Products, x: Operands, block: Block) -> Products {
  return Products(
    multiply(sums.p0, x.p0, block),
    multiply(sums.p1, x.p1, block),
    multiply(sums.p2, x.p2, block),
    multiply(sums.p3, x.p3, block),
  );
}

fn add_totals(totals: Totals, sums: Products) -> Totals {
  return Totals(
    totals.p0 + to_total(sums.p0),
    totals.p1 + to_total(sums.p1),
    totals.p2 + to_total(sums.p2),
    totals.p3 + to_total(sums.p3),
  );
}

// Returns sums over the places that are this tile's own: each place of the source is one tile's.
fn bring_patch(sample: u32, top: i32, left: i32, from_block: u32, keep: bool, thread: u32) -> Sums {
  var own = Sums();
  for (var i = thread; i < PATCH_HEIGHT * PATCH_WIDTH * DEPTH; i += THREADS) {
    let place = i / DEPTH;
    let block = from_block + i % DEPTH;
    let py = i32(place / PATCH_WIDTH);
    let px = i32(place % PATCH_WIDTH);
    let y = top + py;
    let x = left + px;
    var value = vec4f(0.0);
    if (y >= 0 && x >= 0 && y < i32(SOURCE_HEIGHT * UPSCALE) && x < i32(SOURCE_WIDTH * UPSCALE)) {
      value = source_at(sample, u32(y), u32(x), block);
      if (KEEPS || HAS_SOURCE_STATS) {
        let ty = py - PADDING_TOP;
        let tx = px - PADDING_LEFT;
        if (keep && ty >= 0 && tx >= 0 && ty < i32(TILE_HEIGHT * STRIDE) && tx < i32(TILE_WIDTH * STRIDE)) {
          own.values += value;
          own.squares += value * value;
          if (KEEPS) {
            kept[((sample * SOURCE_HEIGHT + u32(y)) * SOURCE_WIDTH + u32(x)) * INPUT_BLOCKS + block] = pack(value);
          }
        }
      }
    }
    near_source[i] = to_operand(value);
  }
  return own;
}

// Kernel rows from `from_row` of all kernel columns, DEPTH input blocks and this workgroup's output blocks.
fn bring_weights(phase: u32, from_row: u32, from_block: u32, from_output: u32, thread: u32) {
  let width = COLUMNS * QUADS;
  for (var i = thread; i < WEIGHTS_LENGTH; i += THREADS) {
    let lane = (i / width) % WEIGHT_ROWS;
    let depth = (i / (width * WEIGHT_ROWS)) % DEPTH;
    let tap = from_row * KERNEL + i / (width * WEIGHT_ROWS * DEPTH);
    let row = ((phase * KERNEL * KERNEL + tap) * INPUT_BLOCKS + from_block + depth) * WEIGHT_ROWS + lane;
    near_weights[i] = weights[row * OUTPUT_BLOCKS + from_output + i % width];
  }
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let width = COLUMNS * QUADS;
  let output_groups = OUTPUT_BLOCKS / width;
  let from_output = (group.z % output_groups) * width;
  let phase = (group.z / output_groups) % (PHASES * PHASES);
  let sample = group.z / (output_groups * PHASES * PHASES);
  let phase_row = phase / PHASES;
  let phase_column = phase % PHASES;

  cache_affines(sample, thread);
  workgroupBarrier();

  let tile_y = group.y * TILE_HEIGHT;
  let tile_x = group.x * TILE_WIDTH;
  let top = i32(tile_y * STRIDE) - select(PADDING_ODD, PADDING_TOP, phase_row == 0u);
  let left = i32(tile_x * STRIDE) - select(PADDING_ODD, PADDING_LEFT, phase_column == 0u);
  let column = thread % COLUMNS;
  let place = thread / COLUMNS;
  let span = TILE_WIDTH / PIXELS;
  let row = place / span;
  let first_x = place % span;

  // Pixels 0 to 3 of the first and second block of outputs, then pixels 4 to 7.
  var a: Products;
  var b: Products;
  var c: Products;
  var d: Products;
  var total_a: Totals;
  var total_b: Totals;
  var total_c: Totals;
  var total_d: Totals;
  for (var from_block = 0u; from_block < INPUT_BLOCKS; from_block += DEPTH) {
    let own = bring_patch(sample, top, left, from_block, from_output == 0u && phase == 0u, thread);
    if (HAS_SOURCE_STATS && from_output == 0u) {
      // THREADS is a multiple of DEPTH: a thread has brought one block of channels.
      let channel = sample * step.stats_stride + step.source_stats + from_block * 4u;
      collect_workgroup(thread, DEPTH, own, channel, SOURCE_FIXED);
    }
    for (var ky = 0u; ky < KERNEL; ky++) {
      if (WEIGHT_KERNEL_ROWS != 0u && ky % max(WEIGHT_KERNEL_ROWS, 1u) == 0u) {
        if (ky != 0u) {
          workgroupBarrier();
        }
        bring_weights(phase, ky, from_block, from_output, thread);
        workgroupBarrier();
      } else if (ky == 0u) {
        workgroupBarrier();
      }
      for (var kx = 0u; kx < KERNEL; kx++) {
        for (var depth = 0u; depth < DEPTH; depth++) {
          let from_x = ((row * STRIDE + ky) * PATCH_WIDTH + first_x * STRIDE + kx) * DEPTH + depth;
          let pitch_x = span * STRIDE * DEPTH;
          var at: u32;
          var pitch: u32;
          if (WEIGHT_KERNEL_ROWS == 0u) {
            let tap = phase * KERNEL * KERNEL + ky * KERNEL + kx;
            at = (tap * INPUT_BLOCKS + from_block + depth) * WEIGHT_ROWS * OUTPUT_BLOCKS + from_output + column;
            pitch = OUTPUT_BLOCKS;
          } else {
            let tap = (ky % max(WEIGHT_KERNEL_ROWS, 1u)) * KERNEL + kx;
            at = (tap * DEPTH + depth) * WEIGHT_ROWS * width + column;
            pitch = width;
          }
          let x = operands_at(from_x, pitch_x);
          let block = block_at(at, pitch);
          a = add_products(a, x, block);
          if (QUADS > 1u) {
            b = add_products(b, x, block_at(at + COLUMNS, pitch));
          }
          if (PIXELS > 4u) {
            let more = operands_at(from_x + 4u * pitch_x, pitch_x);
            c = add_products(c, more, block);
            if (QUADS > 1u) {
              d = add_products(d, more, block_at(at + COLUMNS, pitch));
            }
          }
        }
      }
    }
    if (SPLIT_SUMS) {
      total_a = add_totals(total_a, a);
      total_b = add_totals(total_b, b);
      total_c = add_totals(total_c, c);
      total_d = add_totals(total_d, d);
      a = Products();
      b = Products();
      c = Products();
      d = Products();
    }
    workgroupBarrier();
  }
  if (!SPLIT_SUMS) {
    total_a = add_totals(total_a, a);
    total_b = add_totals(total_b, b);
    total_c = add_totals(total_c, c);
    total_d = add_totals(total_d, d);
  }

  let to = Place(sample, phase, tile_y + row, tile_x + first_x, span);
  finish(total_a, total_c, to, from_output, thread);
  if (QUADS > 1u) {
    finish(total_b, total_d, to, from_output + COLUMNS, thread);
  }
}

struct Place {
  sample: u32,
  phase: u32,
  y: u32,
  // Of the first pixel, and from one pixel to the next.
  x: u32,
  span: u32,
}

// Writes the thread's pixels of one block of outputs, and collects the workgroup's sums of them.
fn finish(low: Totals, high: Totals, to: Place, from_output: u32, thread: u32) {
  let block = from_output + thread % COLUMNS;
  var found = Sums();
  write(low.p0, to, 0u, block, &found);
  write(low.p1, to, 1u, block, &found);
  write(low.p2, to, 2u, block, &found);
  write(low.p3, to, 3u, block, &found);
  if (PIXELS > 4u) {
    write(high.p0, to, 4u, block, &found);
    write(high.p1, to, 5u, block, &found);
    write(high.p2, to, 6u, block, &found);
    write(high.p3, to, 7u, block, &found);
  }
  if (HAS_STATS) {
    let channel = to.sample * step.stats_stride + step.output_stats + from_output * 4u;
    collect_workgroup(thread, COLUMNS, found, channel, FIXED);
  }
}

fn write(total: vec4f, to: Place, index: u32, block: u32, found: ptr<function, Sums>) {
  let x = to.x + index * to.span;
  if (to.y >= GRID_HEIGHT || x >= GRID_WIDTH) {
    return;
  }
  var value = total;
  if (HAS_FACTOR) {
    value *= rows[step.factor_row + to.phase * OUTPUT_BLOCKS + block];
  }
  if (HAS_BIAS) {
    value += rows[step.bias_row + block];
  }
  // Sums are those of what is kept.
  value = held(activate(OUTPUT_ACTIVATION, value, step.output_slope));
  let to_y = to.y * PHASES + to.phase / PHASES;
  let to_x = x * PHASES + to.phase % PHASES;
  let pixel = (to.sample * GRID_HEIGHT * PHASES + to_y) * GRID_WIDTH * PHASES + to_x;
  output[pixel * OUTPUT_BLOCKS + block] = pack(value);
  (*found).values += value;
  (*found).squares += value * value;
}
