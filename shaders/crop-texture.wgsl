// The picture that `crop.wgsl` cuts from, in the corner of a texture; the rest of the texture is older.

@group(0) @binding(3) var picture: texture_2d<f32>;

// RGB in [0, 1] at a position in pixels.
fn colour_at(position: vec2f) -> vec3f {
  return textureSampleLevel(picture, bilinear, position / vec2f(textureDimensions(picture)), 0.0).rgb;
}
