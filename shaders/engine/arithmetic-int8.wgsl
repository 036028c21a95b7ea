// Products of 8-bit integers, four at a time, with 32-bit sums: what is read is rounded to multiples of a known step.

alias Operand = u32;
// Four output channels, each with the weights of four input channels.
alias Weight = vec4u;
alias Sum = vec4i;

const WEIGHT_ROWS = 1u;

fn to_operand(value: vec4f) -> Operand {
  // -128 is left out, so that the numbers are symmetric around zero.
  return pack4xI8(vec4i(clamp(round(value * step.inverse_step), vec4f(-127.0), vec4f(127.0))));
}

alias Block = Weight;

fn block_at(at: u32, pitch: u32) -> Block {
  return weight_at(at);
}

fn multiply(sum: Sum, x: Operand, block: Block) -> Sum {
  return sum + vec4i(
    dot4I8Packed(x, block.x),
    dot4I8Packed(x, block.y),
    dot4I8Packed(x, block.z),
    dot4I8Packed(x, block.w),
  );
}

fn to_total(sum: Sum) -> vec4f {
  return vec4f(sum);
}
