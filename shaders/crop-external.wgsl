// The picture that `crop.wgsl` cuts from, a video's as the decoder left it: no copy of it is made.

@group(0) @binding(3) var picture: texture_external;

// RGB in [0, 1] at a position in pixels.
fn colour_at(position: vec2f) -> vec3f {
  return textureSampleBaseClampToEdge(picture, bilinear, position / crop.extent).rgb;
}
