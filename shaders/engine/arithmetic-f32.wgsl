// Products of 32-bit floats. One of the three arithmetics that conv.wgsl is put together with.

alias Operand = vec4f;
alias Weight = vec4f;
alias Sum = vec4f;

// Rows of weights for a block of four input channels: one for each.
const WEIGHT_ROWS = 4u;

fn to_operand(value: vec4f) -> Operand {
  return value;
}

// Adds the products of four input channels and four output channels.
fn multiply(sum: Sum, x: Operand, at: u32, pitch: u32) -> Sum {
  var result = sum + x.x * weight_at(at);
  result += x.y * weight_at(at + pitch);
  result += x.z * weight_at(at + 2u * pitch);
  result += x.w * weight_at(at + 3u * pitch);
  return result;
}

fn to_total(sum: Sum) -> vec4f {
  return sum;
}
