// Values are kept as half floats, four channels a block: half the memory traffic, and no feature is needed for it.

alias Stored = vec2u;

fn unpack(stored: Stored) -> vec4f {
  return vec4f(unpack2x16float(stored.x), unpack2x16float(stored.y));
}

fn pack(value: vec4f) -> Stored {
  // What a half cannot hold would come out as anything.
  let held = clamp(value, vec4f(-65504.0), vec4f(65504.0));
  return vec2u(pack2x16float(held.xy), pack2x16float(held.zw));
}
