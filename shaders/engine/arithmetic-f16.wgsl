enable f16;

// Products of half floats. Long sums of them lose digits: conv.wgsl adds those of each block of channels in 32 bits.

alias Operand = vec4<f16>;
alias Weight = vec4<f16>;
alias Sum = vec4<f16>;

const WEIGHT_ROWS = 4u;

fn to_operand(value: vec4f) -> Operand {
  return vec4<f16>(clamp(value, vec4f(-65504.0), vec4f(65504.0)));
}

// Weights between four input and four output channels: a row for each input channel.
struct Block {
  x: Weight,
  y: Weight,
  z: Weight,
  w: Weight,
}

fn block_at(at: u32, pitch: u32) -> Block {
  return Block(weight_at(at), weight_at(at + pitch), weight_at(at + 2u * pitch), weight_at(at + 3u * pitch));
}

// Adds the products of four input channels and four output channels.
fn multiply(sum: Sum, x: Operand, block: Block) -> Sum {
  return sum + x.x * block.x + x.y * block.y + x.z * block.z + x.w * block.w;
}

fn to_total(sum: Sum) -> vec4f {
  return vec4f(sum);
}
