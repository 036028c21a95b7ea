// Writes the generator's output, blocks of four channels with RGB in [-1, 1], into an opaque texture. Follows a storage-*.wgsl,
// which says how numbers are kept.

@group(0) @binding(0) var<storage, read> output: array<Stored>;
@group(0) @binding(1) var picture: texture_storage_2d<rgba8unorm, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(picture);
  if (any(id.xy >= size)) {
    return;
  }
  let colour = unpack(output[id.y * size.x + id.x]).rgb * 0.5 + 0.5;
  textureStore(picture, id.xy, vec4f(clamp(colour, vec3f(0.0), vec3f(1.0)), 1.0));
}
