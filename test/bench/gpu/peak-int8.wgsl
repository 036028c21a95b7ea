requires packed_4x8_integer_dot_product;

// Products of four packed bytes each, sixteen chains a thread.
@group(0) @binding(0) var<storage, read_write> sums: array<f32>;

override rounds: u32 = 256;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u) {
  // Not known when this is compiled.
  let factor = bitcast<u32>(sums[id.x & 255u]) + id.x;
  var a = vec4i(vec4u(id.x, id.y + 1u, id.z + 2u, factor));
  var b = a + 1;
  var c = a + 2;
  var d = a + 3;
  for (var i = 0u; i < rounds; i++) {
    a += products(b, factor);
    b += products(c, factor);
    c += products(d, factor);
    d += products(a, factor);
  }
  let sum = a + b + c + d;
  sums[id.x & 255u] = min(f32((sum.x ^ sum.y ^ sum.z ^ sum.w) & 1), 0.0);
}

fn products(values: vec4i, factor: u32) -> vec4i {
  let packed = bitcast<vec4u>(values);
  return vec4i(
    dot4I8Packed(packed.x, factor),
    dot4I8Packed(packed.y, factor),
    dot4I8Packed(packed.z, factor),
    dot4I8Packed(packed.w, factor),
  );
}
