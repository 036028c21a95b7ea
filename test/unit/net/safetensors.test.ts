import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SafetensorsError } from "../../../src/net/errors";
import { readSafetensors, writeSafetensors } from "../../../src/net/safetensors";
import type { NamedTensor, TensorMap } from "../../../src/net/tensors";

function fileOf(header: string, dataBytes = 0): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + json.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  return file;
}

function entry(shape: unknown, begin: unknown, end: unknown, dtype: unknown = "F32"): object {
  return { dtype, shape, data_offsets: [begin, end] };
}

const small: TensorMap = new Map<string, NamedTensor>([
  ["b", { dtype: "I8", shape: [3], data: Int8Array.of(-128, 0, 127) }],
  ["10", { dtype: "F16", shape: [1, 2], data: Uint16Array.of(0x3c00, 0xc000) }],
  ["2", { dtype: "F16", shape: [], data: Uint16Array.of(1) }],
  ["a", { dtype: "F32", shape: [2], data: Float32Array.of(1.5, -2) }],
]);

const shapes = fc.array(fc.nat({ max: 4 }), { maxLength: 4 });
const tensor: fc.Arbitrary<NamedTensor> = fc
  .record({ dtype: fc.constantFrom("F32", "F16", "BF16", "I8"), shape: shapes, seed: fc.integer() })
  .map(({ dtype, shape, seed }): NamedTensor => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const at = (i: number): number => (seed + i * 2654435761) | 0;
    if (dtype === "F32") return { dtype, shape, data: Float32Array.from({ length }, (_, i) => at(i) / 1e6) };
    if (dtype === "F16" || dtype === "BF16")
      return { dtype, shape, data: Uint16Array.from({ length }, (_, i) => at(i)) };
    return { dtype, shape, data: Int8Array.from({ length }, (_, i) => at(i)) };
  });
const tensorMaps = fc
  .dictionary(fc.string({ unit: "grapheme" }), tensor, { maxKeys: 6 })
  .map((record) => new Map(Object.entries(record)));
const metadata = fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 });

describe("writeSafetensors", () => {
  it("is read back as it was", () => {
    fc.assert(
      fc.property(tensorMaps, metadata, (tensors, notes) => {
        const file = readSafetensors(writeSafetensors(tensors, notes));
        expect(new Map(file.tensors)).toEqual(tensors);
        expect(file.metadata).toEqual(notes);
      }),
    );
  });

  it("gives the same bytes in whichever order the tensors come", () => {
    const reversed = new Map([...small].toReversed());
    expect(writeSafetensors(reversed, { x: "1", a: "2" })).toEqual(writeSafetensors(small, { a: "2", x: "1" }));
  });

  it("aligns every tensor, widest first and then by name", () => {
    const bytes = writeSafetensors(small, { format: "pt" });
    const { tensors } = readSafetensors(bytes);
    for (const { data } of tensors.values()) expect(data.buffer).toBe(bytes.buffer);
    expect([...tensors.values()].toSorted((a, b) => a.data.byteOffset - b.data.byteOffset).map((t) => t.dtype)).toEqual(
      ["F32", "F16", "F16", "I8"],
    );
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
    const header = new TextDecoder().decode(bytes);
    expect(header.indexOf('"10"')).toBeLessThan(header.indexOf('"2"'));
  });

  it("refuses tensors that do not fit their shape or dtype, and the reserved name", () => {
    const write = (name: string, bad: NamedTensor) => () => writeSafetensors(new Map([[name, bad]]));
    expect(write("w", { dtype: "I8", shape: [2], data: new Int8Array(3) })).toThrow(/"w".*does not fit its 3 elements/);
    expect(write("w", { dtype: "I8", shape: [-1], data: new Int8Array(1) })).toThrow(SafetensorsError);
    expect(write("__metadata__", { dtype: "I8", shape: [0], data: new Int8Array(0) })).toThrow(SafetensorsError);
  });
});

describe("readSafetensors", () => {
  it("copies what lies unaligned in Node's Buffer, too", () => {
    const written = writeSafetensors(small);
    const shifted = Buffer.alloc(written.length + 1);
    shifted.set(written, 1);
    expect(new Map(readSafetensors(shifted.subarray(1)).tensors)).toEqual(small);
  });

  it("leaves tensors of other dtypes out where it is told to, but not those that leave the file", () => {
    const header = { w: entry([1], 0, 4), steps: entry([], 4, 12, "I64") };
    const file = fileOf(json(header), 12);
    expect(() => readSafetensors(file)).toThrow(/"steps": dtype .*I64/);
    const { tensors, left } = readSafetensors(file, { leaveOthers: true });
    expect([...tensors.keys()]).toEqual(["w"]);
    expect([...left]).toEqual([["steps", "I64"]]);
    const outside = fileOf(json({ ...header, steps: entry([], 4, 20, "I64") }), 12);
    expect(() => readSafetensors(outside, { leaveOthers: true })).toThrow(SafetensorsError);
  });

  it("copies what lies unaligned, and reads a view inside a larger buffer", () => {
    const written = writeSafetensors(small);
    const shifted = new Uint8Array(written.length + 4).subarray(1, written.length + 1);
    shifted.set(written);
    const { tensors } = readSafetensors(shifted);
    expect(tensors.get("a")).toEqual(small.get("a"));
    expect(tensors.get("a")?.data.buffer).not.toBe(shifted.buffer);
    expect(tensors.get("b")?.data.buffer).toBe(shifted.buffer);
  });

  it("reads a tensor called __proto__", () => {
    const { tensors } = readSafetensors(fileOf('{"__proto__":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}', 1));
    expect([...tensors.keys()]).toEqual(["__proto__"]);
  });

  const json = JSON.stringify;
  const malformed: [string, Uint8Array<ArrayBuffer>, RegExp][] = [
    ["an empty file", new Uint8Array(0), /truncated/],
    ["7 bytes", new Uint8Array(7), /truncated/],
    ["a header of 4 GB", Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 123, 125), /4294967296 bytes, but only 2/],
    ["a header of 2^64 - 1 bytes", new Uint8Array(16).fill(255), /18446744073709551615/],
    ["no header", fileOf(""), /not JSON/],
    ["broken JSON", fileOf('{"a":'), /not JSON/],
    ["a byte order mark", fileOf("\ufeff{}"), /not JSON/],
    ["invalid UTF-8", Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff), /not JSON/],
    ["a list", fileOf("[]"), /not a JSON object/],
    ["metadata that is no object", fileOf('{"__metadata__":[]}'), /__metadata__/],
    ["metadata that is no string", fileOf('{"__metadata__":{"k":1}}'), /"k" is not a string/],
    ["an entry that is no object", fileOf('{"w":7}'), /"w": its entry/],
    ["an unknown dtype", fileOf(json({ w: entry([1], 0, 4, "F64") }), 4), /"w": dtype .*F64/],
    ["a dtype that is an object", fileOf(json({ w: entry([1], 0, 4, { toString: 1 }) }), 4), /"w": dtype/],
    ["no dtype", fileOf('{"w":{"shape":[0],"data_offsets":[0,0]}}'), /"w": dtype/],
    ["a negative size", fileOf(json({ w: entry([-1], 0, 4) }), 4), /"w": its shape/],
    ["a broken size", fileOf(json({ w: entry([0.5, 2], 0, 4) }), 4), /"w": its shape/],
    ["a huge size", fileOf(json({ w: entry([1e300], 0, 4) }), 4), /"w": its shape/],
    ["a text as size", fileOf(json({ w: entry(["1"], 0, 4) }), 4), /"w": its shape/],
    ["a shape that overflows", fileOf(json({ w: entry([2 ** 31, 2 ** 31], 0, 4) }), 4), /"w".*too large/],
    ["a shape that wraps to nothing", fileOf(json({ w: entry([2 ** 32, 2 ** 32, 0], 0, 0) })), /"w".*too large/],
    ["one offset", fileOf('{"w":{"dtype":"I8","shape":[1],"data_offsets":[0]}}', 1), /"w": data_offsets/],
    ["negative offsets", fileOf(json({ w: entry([1], -4, 0) }), 4), /"w": data_offsets/],
    ["offsets that are texts", fileOf(json({ w: entry([1], "0", "4") }), 4), /"w": data_offsets/],
    ["begin after end", fileOf(json({ w: entry([1], 4, 0) }), 4), /"w".*after its end/],
    ["an end past the file", fileOf(json({ w: entry([2], 0, 8) }), 4), /"w".*ends at byte 8.*4 bytes/],
    ["a size unlike its shape", fileOf(json({ w: entry([2], 0, 4) }), 4), /"w".*takes 8 bytes.*has 4/],
    ["overlapping tensors", fileOf(json({ a: entry([2], 0, 8), b: entry([2], 4, 12) }), 12), /"a" and "b" overlap/],
    ["the same bytes twice", fileOf(json({ a: entry([1], 0, 4), b: entry([1], 0, 4) }), 4), /overlap/],
    ["a hole", fileOf(json({ a: entry([1], 0, 4), b: entry([1], 8, 12) }), 12), /4 to 8 before tensor "b"/],
    ["a hole in front", fileOf(json({ a: entry([1], 4, 8) }), 8), /0 to 4 before tensor "a"/],
    ["bytes after the last tensor", fileOf(json({ a: entry([1], 0, 4) }), 5), /1 bytes after the last tensor/],
    ["a name twice", fileOf(`{"a":${json(entry([0], 0, 0))},"\\u0061" :${json(entry([0], 0, 0))}}`), /"a" twice/],
    ["a field twice", fileOf('{"a":{"dtype":"I8","shape":[1],"shape":[0],"data_offsets":[0,0]}}'), /"shape" twice/],
  ];
  it.each(malformed)("refuses %s", (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });

  it("refuses every truncation of a file", () => {
    const bytes = writeSafetensors(small, { note: "x" });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readSafetensors(bytes.slice(0, length))).toThrow(SafetensorsError);
    }
  });

  it("survives damaged bytes: it reads the file or refuses it by name", () => {
    const bytes = writeSafetensors(small, { note: "x" });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }),
        (flips) => {
          const damaged = bytes.slice();
          for (const [at, value] of flips) damaged[at] = value;
          readOrRefuse(damaged);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("survives arbitrary JSON and arbitrary bytes", () => {
    fc.assert(fc.property(fc.json(), (header) => readOrRefuse(fileOf(header, 4))));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), readOrRefuse));
  });

  it("refuses hundreds of thousands of tensors and deep nesting in a moment", () => {
    const many = Array.from({ length: 200_000 }, (_, i) => `"${i}":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}`);
    const started = performance.now();
    expect(() => readSafetensors(fileOf(`{${many.join(",")}}`, 1))).toThrow(/overlap/);
    expect(() => readSafetensors(fileOf(`{"w":${"[".repeat(1e6)}${"]".repeat(1e6)}}`))).toThrow(SafetensorsError);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

function readOrRefuse(bytes: Uint8Array): void {
  try {
    for (const { shape, data } of readSafetensors(bytes).tensors.values()) {
      expect(data.length).toBe(shape.reduce((product, extent) => product * extent, 1));
    }
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
  }
}
