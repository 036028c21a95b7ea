// Products of 32-bit floats. One of the three arithmetics that conv.wgsl is put together with.

alias Operand = vec4f;
alias Weight = vec4f;
alias Sum = vec4f;

// Rows of weights for a block of four input channels: one for each.
const WEIGHT_ROWS = 4u;

fn to_operand(value: vec4f) -> Operand {
  return value;
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
  return sum;
}
