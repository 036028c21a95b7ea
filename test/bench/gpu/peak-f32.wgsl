// Multiply-adds of vectors of 32-bit floats, four chains a thread, so that one does not wait for another.
@group(0) @binding(0) var<storage, read_write> sums: array<f32>;

override rounds: u32 = 256;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u) {
  // Not known when this is compiled, and never more than 1.
  let scale = vec4f(sums[id.x & 255u]);
  var a = vec4f(f32(id.x));
  var b = a + 1.0;
  var c = a + 2.0;
  var d = a + 3.0;
  for (var i = 0u; i < rounds; i++) {
    a = fma(a, scale, b);
    b = fma(b, scale, c);
    c = fma(c, scale, d);
    d = fma(d, scale, a);
  }
  let sum = a + b + c + d;
  sums[id.x & 255u] = min(dot(sum, sum), 0.0);
}
