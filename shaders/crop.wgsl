// Cuts a square out of a picture, resizes it and writes it as the engine's input: blocks of four channels, RGB in [-1, 1] and a
// zero. Beyond the picture's edge the outermost pixels repeat. Follows a storage-*.wgsl and a crop-*.wgsl, which say how numbers are
// kept and where the picture comes from.

struct Crop {
  // Corner of the square, in pixels of the picture.
  origin: vec2f,
  // Pixels of the picture for each of the input.
  scale: f32,
  // Side of the input, pixels.
  size: u32,
  // Size of the picture, pixels.
  extent: vec2f,
}

@group(0) @binding(0) var<uniform> crop: Crop;
@group(0) @binding(1) var bilinear: sampler;
@group(0) @binding(2) var<storage, read_write> input: array<Stored>;

// More samples a side than this are not worth their time: each already covers two pixels.
const MOST_TAPS = 12.0;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= vec2u(crop.size))) {
    return;
  }
  // A box filter of bilinear samples: shrinking with a single one would alias.
  let taps = clamp(ceil(crop.scale * 0.5), 1.0, MOST_TAPS);
  var sum = vec3f(0.0);
  for (var y = 0.5; y < taps; y += 1.0) {
    for (var x = 0.5; x < taps; x += 1.0) {
      let position = crop.origin + (vec2f(id.xy) + vec2f(x, y) / taps) * crop.scale;
      sum += colour_at(clamp(position, vec2f(0.5), crop.extent - 0.5));
    }
  }
  input[id.y * crop.size + id.x] = pack(vec4f(sum / (taps * taps) * 2.0 - 1.0, 0.0));
}
