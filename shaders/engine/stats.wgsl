// Sums over a picture, collected by all workgroups with integer atomics: WGSL has no atomic floats. Sums are 64-bit fixed-point
// numbers, so that their order does not matter and a frame comes out the same each time.

const WORD = 4294967296.0;

// Steps of the fixed-point numbers in a 1: more for small pictures, whose sums are small too.
override FIXED: f32 = 1048576.0;

// Adds to one number of `stats`, at its low word.
fn collect(at: u32, value: f32, steps: f32) {
  let fixed = round(clamp(value * steps, -4.0e18, 4.0e18));
  let high = floor(fixed / WORD);
  let low = u32(fixed - high * WORD);
  let before = atomicAdd(&stats[at], low);
  let carry = select(0, 1, before + low < before);
  let upper = i32(high) + carry;
  if (upper != 0) {
    atomicAdd(&stats[at + 1u], u32(upper));
  }
}

// A number of `stats`, in steps.
fn collected(at: u32) -> f32 {
  var low = atomicLoad(&stats[at]);
  var high = atomicLoad(&stats[at + 1u]);
  let negative = (high >> 31u) == 1u;
  if (negative) {
    // Of a small negative number both words are large; their difference would be lost in 32 bits.
    high = ~high + select(0u, 1u, low == 0u);
    low = ~low + 1u;
  }
  let magnitude = f32(high) * WORD + f32(low);
  return select(magnitude, -magnitude, negative);
}

struct Moments {
  mean: vec4f,
  variance: vec4f,
}

// Moments of four channels, the first of them at `channel`. `share` is 1 / (pixels x steps in a 1).
fn moments(channel: u32, share: f32) -> Moments {
  var sum: vec4f;
  var squares: vec4f;
  for (var i = 0u; i < 4u; i++) {
    sum[i] = collected((channel + i) * 4u);
    squares[i] = collected((channel + i) * 4u + 2u);
  }
  let mean = sum * share;
  // Rounding may leave a variance a little below zero where a channel is constant.
  return Moments(mean, max(squares * share - mean * mean, vec4f(0.0)));
}

// Threads of the workgroup, its blocks of channels side by side, and the length of `partial`: 2 x threads, or 1 without sums.
override THREADS: u32 = 64;
override COLUMNS: u32 = 1;
override PARTIALS: u32 = 1;
var<workgroup> partial: array<vec4f, PARTIALS>;

struct Sums {
  values: vec4f,
  squares: vec4f,
}

// Adds up what the workgroup's threads found for each of `columns` blocks of channels, and collects it from the channel `at` of
// `stats` on. Thread = place x columns + column. To be called by all threads.
fn collect_workgroup(thread: u32, columns: u32, found: Sums, at: u32, steps: f32) {
  partial[thread * 2u] = found.values;
  partial[thread * 2u + 1u] = found.squares;
  workgroupBarrier();
  for (var i = thread; i < columns * 8u; i += THREADS) {
    let column = i / 8u;
    let kind = (i / 4u) % 2u;
    let lane = i % 4u;
    var total = 0.0;
    for (var other = column; other < THREADS; other += columns) {
      total += partial[other * 2u + kind][lane];
    }
    collect((at + column * 4u + lane) * 4u + kind * 2u, total, steps);
  }
  workgroupBarrier();
}
