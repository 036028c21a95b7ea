// Cuts a square out of a picture, resizes it and writes it as the generator's input: NHWC floats, RGB in [-1, 1].
// Beyond the picture's edge the outermost pixels repeat.

struct Crop {
  // Corner of the square, in texels of the texture.
  origin: vec2f,
  // Texels for each pixel of the input.
  scale: f32,
  // Side of the input, pixels.
  size: u32,
  // Size of the picture in the texture's corner, texels; the rest of the texture is older.
  extent: vec2f,
}

@group(0) @binding(0) var<uniform> crop: Crop;
@group(0) @binding(1) var picture: texture_2d<f32>;
@group(0) @binding(2) var bilinear: sampler;
@group(0) @binding(3) var<storage, read_write> input: array<f32>;

// More samples a side than this are not worth their time: each already covers two texels.
const MOST_TAPS = 12.0;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= vec2u(crop.size))) {
    return;
  }
  // A box filter of bilinear samples: shrinking with a single one would alias.
  let taps = clamp(ceil(crop.scale * 0.5), 1.0, MOST_TAPS);
  let texel = 1.0 / vec2f(textureDimensions(picture));
  var sum = vec3f(0.0);
  for (var y = 0.5; y < taps; y += 1.0) {
    for (var x = 0.5; x < taps; x += 1.0) {
      let position = crop.origin + (vec2f(id.xy) + vec2f(x, y) / taps) * crop.scale;
      let inside = clamp(position, vec2f(0.5), crop.extent - 0.5);
      sum += textureSampleLevel(picture, bilinear, inside * texel, 0.0).rgb;
    }
  }
  let colour = sum / (taps * taps) * 2.0 - 1.0;
  let at = (id.y * crop.size + id.x) * 3u;
  input[at] = colour.r;
  input[at + 1u] = colour.g;
  input[at + 2u] = colour.b;
}
