enable f16;

// Products of half floats. Long sums of them lose digits: conv.wgsl adds those of each block of channels in 32 bits.

alias Operand = vec4<f16>;
alias Weight = vec4<f16>;
alias Sum = vec4<f16>;

const WEIGHT_ROWS = 4u;

fn to_operand(value: vec4f) -> Operand {
  return vec4<f16>(clamp(value, vec4f(-65504.0), vec4f(65504.0)));
}

fn multiply(sum: Sum, x: Operand, at: u32, pitch: u32) -> Sum {
  var result = sum + x.x * weight_at(at);
  result += x.y * weight_at(at + pitch);
  result += x.z * weight_at(at + 2u * pitch);
  result += x.w * weight_at(at + 3u * pitch);
  return result;
}

fn to_total(sum: Sum) -> vec4f {
  return vec4f(sum);
}
