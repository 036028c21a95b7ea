// Values are kept as 32-bit floats, four channels a block.

alias Stored = vec4f;

fn unpack(stored: Stored) -> vec4f {
  return stored;
}

// What is kept of a value.
fn held(value: vec4f) -> vec4f {
  return value;
}

fn pack(value: vec4f) -> Stored {
  return value;
}
