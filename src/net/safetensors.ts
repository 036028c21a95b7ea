import { SafetensorsError } from "./errors";
import { BYTES_PER_ELEMENT, type Dtype, elementCount, type NamedTensor, type TensorMap } from "./tensors";

export interface ReadOptions {
  /** Leaves tensors of other dtypes than ours out instead of refusing the file; their names are in `left`. */
  readonly leaveOthers?: boolean;
}

/** A parsed `.safetensors` file. Tensors may share memory with the bytes that were read. */
export interface SafetensorsFile {
  readonly tensors: TensorMap;
  readonly metadata: Readonly<Record<string, string>>;
  /** Names of tensors that were left out, with their dtypes. */
  readonly left: ReadonlyMap<string, string>;
}

interface Entry {
  readonly name: string;
  /** Null where it is left out. */
  readonly dtype: Dtype | null;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const LENGTH_BYTES = 8;
const METADATA = "__metadata__";

/**
 * Reads a `.safetensors` file (https://huggingface.co/docs/safetensors): eight bytes of header length, a JSON
 * header, then the tensors. Nothing in the file is believed before it was checked against the file's length, and
 * nothing is allocated by a number from the file. Tensors that lie aligned are views of `bytes`, others copies.
 *
 * @throws {SafetensorsError} if the file breaks the format in any way, or holds a dtype other than F32, F16, BF16, I8
 *   that is not to be left out.
 */
export function readSafetensors(bytes: ArrayBuffer | Uint8Array, options: ReadOptions = {}): SafetensorsFile {
  // A plain view also of Node's `Buffer`, whose own `slice` does not copy.
  const file =
    bytes instanceof Uint8Array
      ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : new Uint8Array(bytes);
  const headerLength = readHeaderLength(file);
  const header = parseHeader(file.subarray(LENGTH_BYTES, LENGTH_BYTES + headerLength));
  const data = file.subarray(LENGTH_BYTES + headerLength);

  let metadata: Record<string, string> = {};
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) metadata = readMetadata(value);
    else entries.push(readEntry(name, value, data.length, options.leaveOthers ?? false));
  }
  checkCoverage(entries, data.length);

  const tensors = new Map<string, NamedTensor>();
  const left = new Map<string, string>();
  for (const { name, dtype, ...place } of entries) {
    if (dtype === null) left.set(name, dtypeIn(header[name]));
    else tensors.set(name, readTensor(dtype, place, data));
  }
  return { tensors, metadata, left };
}

/**
 * Writes tensors as a `.safetensors` file. The same tensors and metadata always give the same bytes: wider dtypes
 * come first, then names in code-unit order, so that with a header padded to eight bytes every tensor is aligned.
 *
 * @throws {SafetensorsError} if a tensor's data does not have the length or the type that it declares.
 */
export function writeSafetensors(
  tensors: TensorMap,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const sorted = [...tensors].toSorted(
    ([nameA, a], [nameB, b]) =>
      BYTES_PER_ELEMENT[b.dtype] - BYTES_PER_ELEMENT[a.dtype] || (nameA < nameB ? -1 : nameA > nameB ? 1 : 0),
  );
  const metadataEntries = Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1));

  // Object.fromEntries would move names that look like array indices to the front: write the members by hand.
  const members: string[] = [];
  if (metadataEntries.length > 0) {
    const pairs = metadataEntries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    members.push(`"${METADATA}":{${pairs.join(",")}}`);
  }
  let offset = 0;
  for (const [name, tensor] of sorted) {
    checkWritable(name, tensor);
    const end = offset + tensor.data.byteLength;
    const info = { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [offset, end] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(info)}`);
    offset = end;
  }

  const json = new TextEncoder().encode(`{${members.join(",")}}`);
  const headerLength = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(LENGTH_BYTES + headerLength + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(json, LENGTH_BYTES);
  file.fill(0x20, LENGTH_BYTES + json.length, LENGTH_BYTES + headerLength);
  let at = LENGTH_BYTES + headerLength;
  for (const [, { data }] of sorted) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

function readHeaderLength(file: Uint8Array): number {
  if (file.length < LENGTH_BYTES) {
    throw new SafetensorsError(`The file is truncated: ${file.length} bytes cannot hold the 8-byte header length.`);
  }
  const length = new DataView(file.buffer, file.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  const room = file.length - LENGTH_BYTES;
  if (length > BigInt(room)) {
    throw new SafetensorsError(
      `The header is said to take ${length} bytes, but only ${room} follow: the file is truncated or is no safetensors.`,
    );
  }
  return Number(length);
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    // A shared buffer cannot be decoded in browsers, so the header is copied.
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.slice());
    header = JSON.parse(text);
  } catch (cause) {
    throw new SafetensorsError("The header is not JSON in UTF-8: the file is damaged or is no safetensors.", { cause });
  }
  if (!isRecord(header)) throw new SafetensorsError("The header is not a JSON object.");
  const duplicate = findDuplicateKey(text);
  if (duplicate !== undefined) throw new SafetensorsError(`The header has ${quote(duplicate)} twice.`);
  return header;
}

/** The first key that an object of valid JSON text has twice: JSON.parse keeps the last one without a word. */
function findDuplicateKey(json: string): string | undefined {
  const keysOfOpenObjects: Set<string>[] = [];
  let at = 0;
  while (at < json.length) {
    const character = json[at];
    if (character !== '"') {
      if (character === "{") keysOfOpenObjects.push(new Set());
      else if (character === "}") keysOfOpenObjects.pop();
      at++;
      continue;
    }
    const begin = at++;
    while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
    const end = ++at;
    while (isJsonSpace(json[at])) at++;
    if (json[at] !== ":") continue;
    const key = String(JSON.parse(json.slice(begin, end)));
    const keys = keysOfOpenObjects.at(-1);
    if (keys?.has(key)) return key;
    keys?.add(key);
  }
  return undefined;
}

function isJsonSpace(character: string | undefined): boolean {
  return character === " " || character === "\n" || character === "\t" || character === "\r";
}

function readMetadata(value: unknown): Record<string, string> {
  if (!isRecord(value)) throw new SafetensorsError("__metadata__ is not an object of strings.");
  const pairs = Object.entries(value).map(([key, text]): [string, string] => {
    if (typeof text !== "string") throw new SafetensorsError(`__metadata__ ${quote(key)} is not a string.`);
    return [key, text];
  });
  return Object.fromEntries(pairs);
}

function readEntry(name: string, value: unknown, dataLength: number, leaveOthers: boolean): Entry {
  const fail = (problem: string): never => {
    throw new SafetensorsError(`Tensor ${quote(name)}: ${problem}.`);
  };
  if (!isRecord(value)) return fail("its entry is not an object");
  const { dtype, shape, data_offsets: offsets } = value;

  const known = isDtype(dtype);
  if (!known && !(leaveOthers && typeof dtype === "string")) {
    return fail(`dtype ${quote(JSON.stringify(dtype) ?? "")} is not one of F32, F16, BF16, I8`);
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    return fail("its shape is not a list of whole numbers from 0 to 2^53 - 1");
  }
  let size = known ? BYTES_PER_ELEMENT[dtype] : 1;
  for (const extent of shape) {
    size *= extent;
    if (!Number.isSafeInteger(size)) return fail(`shape [${abbreviate(shape)}] is too large for any file`);
  }

  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    return fail("data_offsets is not [begin, end] in bytes");
  }
  const [begin = 0, end = 0] = offsets;
  if (begin > end) return fail(`it begins at byte ${begin}, after its end at ${end}`);
  if (end > dataLength) return fail(`it ends at byte ${end}, but the file has ${dataLength} bytes of data`);
  if (!known) return { name, dtype: null, shape, begin, end };
  if (end - begin !== size) {
    return fail(`shape [${abbreviate(shape)}] in ${dtype} takes ${size} bytes, but it has ${end - begin}`);
  }
  return { name, dtype, shape, begin, end };
}

/** Every byte of data belongs to exactly one tensor, so that nothing can hide in the file or be shared by mistake. */
function checkCoverage(entries: readonly Entry[], dataLength: number): void {
  let covered = 0;
  let previous = "";
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < covered) throw new SafetensorsError(`Tensors ${quote(previous)} and ${quote(name)} overlap.`);
    if (begin > covered) {
      throw new SafetensorsError(`Bytes ${covered} to ${begin} before tensor ${quote(name)} belong to no tensor.`);
    }
    covered = end;
    previous = name;
  }
  if (covered < dataLength) {
    throw new SafetensorsError(`${dataLength - covered} bytes after the last tensor belong to no tensor.`);
  }
}

function readTensor(dtype: Dtype, { shape, begin, end }: Omit<Entry, "name" | "dtype">, data: Uint8Array): NamedTensor {
  const size = BYTES_PER_ELEMENT[dtype];
  const aligned = (data.byteOffset + begin) % size === 0;
  const bytes = aligned ? data.subarray(begin, end) : data.slice(begin, end);
  const length = (end - begin) / size;
  switch (dtype) {
    case "F32":
      return { dtype, shape, data: new Float32Array(bytes.buffer, bytes.byteOffset, length) };
    case "F16":
    case "BF16":
      return { dtype, shape, data: new Uint16Array(bytes.buffer, bytes.byteOffset, length) };
    case "I8":
      return { dtype, shape, data: new Int8Array(bytes.buffer, bytes.byteOffset, length) };
  }
}

function checkWritable(name: string, { dtype, shape, data }: NamedTensor): void {
  if (name === METADATA) throw new SafetensorsError(`A tensor may not be called ${METADATA}.`);
  if (!shape.every(isSize)) {
    throw new SafetensorsError(`Tensor ${quote(name)}: shape [${abbreviate(shape)}] is not made of whole numbers.`);
  }
  if (data.length !== elementCount(shape) || data.BYTES_PER_ELEMENT !== BYTES_PER_ELEMENT[dtype]) {
    throw new SafetensorsError(
      `Tensor ${quote(name)}: ${dtype} of shape [${abbreviate(shape)}] does not fit its ${data.length} elements.`,
    );
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDtype(value: unknown): value is Dtype {
  return value === "F32" || value === "F16" || value === "BF16" || value === "I8";
}

function dtypeIn(entry: unknown): string {
  return isRecord(entry) ? String(entry["dtype"]) : "";
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && !Object.is(value, -0) && Number(value) >= 0;
}

/** A name from a file, short enough for a sentence whatever the file holds. */
function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

function abbreviate(shape: readonly unknown[]): string {
  return shape.length > 8 ? `${shape.slice(0, 8).join(", ")}, …` : shape.join(", ");
}
