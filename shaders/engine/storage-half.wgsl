// Values are kept as half floats, four channels a block: half the memory traffic, and no feature is needed for it.

alias Stored = vec2u;

fn unpack(stored: Stored) -> vec4f {
  return vec4f(unpack2x16float(stored.x), unpack2x16float(stored.y));
}

// What is kept of a value: what a half cannot hold would come out as anything.
fn held(value: vec4f) -> vec4f {
  return clamp(value, vec4f(-65504.0), vec4f(65504.0));
}

fn pack(value: vec4f) -> Stored {
  let kept_value = held(value);
  return vec2u(pack2x16float(kept_value.xy), pack2x16float(kept_value.zw));
}
