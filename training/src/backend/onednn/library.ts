import { availableParallelism } from "node:os";

import { OneDnnError, OneDnnUnavailableError } from "./errors";

/** Address in this process; 0 is null. */
export type Pointer = bigint;
/** What a native function takes: memory of ours is passed by its address. */
type Argument = number | string | Pointer | NodeJS.ArrayBufferView | null;

/** What is used of koffi, whose own types are `any` throughout. */
interface Koffi {
  load(path: string | null): NativeLibrary;
  struct(members: Record<string, string>): object;
  decode(address: Pointer, type: object): unknown;
  address(view: NodeJS.ArrayBufferView): Pointer;
}
interface NativeLibrary {
  func(name: string, result: string, parameters: readonly string[]): (...args: readonly Argument[]) => unknown;
}

// The newer interface comes last: it is recognised only to say what is wrong.
const fileNames = ["libdnnl.so.2", "libdnnl.2.dylib", "libdnnl.so.3", "libdnnl.dylib"];
const MAJOR = 2;

const POINTER = "void*";
const signatures = {
  dnnl_engine_create: [POINTER, "int", "size_t"],
  dnnl_stream_create: [POINTER, POINTER, "uint"],
  dnnl_stream_wait: [POINTER],
  dnnl_memory_desc_init_by_strides: [POINTER, "int", POINTER, "int", POINTER],
  dnnl_memory_desc_init_by_tag: [POINTER, "int", POINTER, "int", "int"],
  dnnl_convolution_forward_desc_init: [POINTER, "int", "int", ...Array.from({ length: 7 }, () => POINTER)],
  dnnl_convolution_backward_data_desc_init: [POINTER, "int", ...Array.from({ length: 6 }, () => POINTER)],
  dnnl_convolution_backward_weights_desc_init: [POINTER, "int", ...Array.from({ length: 7 }, () => POINTER)],
  dnnl_batch_normalization_forward_desc_init: [POINTER, "int", POINTER, "float", "uint"],
  dnnl_batch_normalization_backward_desc_init: [POINTER, "int", POINTER, POINTER, "float", "uint"],
  dnnl_eltwise_forward_desc_init: [POINTER, "int", "int", POINTER, "float", "float"],
  dnnl_eltwise_backward_desc_init: [POINTER, "int", POINTER, POINTER, "float", "float"],
  dnnl_matmul_desc_init: [POINTER, POINTER, POINTER, POINTER, POINTER],
  dnnl_primitive_desc_create: [POINTER, POINTER, POINTER, POINTER, POINTER],
  dnnl_primitive_desc_destroy: [POINTER],
  dnnl_reorder_primitive_desc_create: [POINTER, POINTER, POINTER, POINTER, POINTER, POINTER],
  dnnl_primitive_create: [POINTER, POINTER],
  dnnl_primitive_destroy: [POINTER],
  dnnl_primitive_execute: [POINTER, POINTER, "int", POINTER],
  dnnl_memory_create: [POINTER, POINTER, POINTER, POINTER],
  dnnl_memory_set_data_handle: [POINTER, POINTER],
  dnnl_memory_destroy: [POINTER],
} as const satisfies Record<string, readonly string[]>;
type CallName = keyof typeof signatures;

/** The functions of libdnnl that are used, each ending in an error unless it succeeds. */
export interface Library {
  /** Such as 2.6.3. */
  readonly version: string;
  readonly threads: number;
  /** @throws OneDnnError with the status of a call that did not succeed. */
  readonly call: Readonly<Record<CallName, (...args: readonly Argument[]) => void>>;
  /** Address of a part of a primitive's description that belongs to the description. */
  readonly queryDescriptor: (primitiveDescription: Pointer, what: number, index: number) => Pointer;
  readonly sameDescriptor: (a: Argument, b: Argument) => boolean;
  /** Valid while the memory behind the view neither moves nor is collected. */
  readonly addressOf: (view: NodeJS.ArrayBufferView) => Pointer;
}

/**
 * Loads libdnnl through koffi.
 * @param threads Threads that it computes with; without, `OMP_NUM_THREADS` of the environment, else one for each core.
 *   It holds from the first call on: the library's thread pool is made once.
 * @throws OneDnnUnavailableError naming what is missing.
 */
export async function loadLibrary(threads?: number): Promise<Library> {
  const koffi = await loadKoffi();
  const wanted = threads ?? (Number(process.env["OMP_NUM_THREADS"]) || availableParallelism());
  // libgomp reads its environment while it is being loaded.
  process.env["OMP_NUM_THREADS"] = String(wanted);
  // Threads that wait spin some 0.1 ms, from one call to the next; after that they leave the core to others.
  process.env["GOMP_SPINCOUNT"] ??= "30000";
  const { file, library } = open(koffi);
  const version = versionOf(koffi, library);
  if (Number.parseInt(version, 10) !== MAJOR) {
    throw new OneDnnUnavailableError(`${file} is oneDNN ${version}, and only version ${MAJOR} is supported`);
  }
  pin(koffi, file);

  const bind = (name: CallName): ((...args: readonly Argument[]) => void) => {
    const native = library.func(name, "int", signatures[name]);
    return (...args) => {
      const status = Number(native(...args));
      if (status !== 0) throw new OneDnnError(name, status);
    };
  };
  const query = library.func("dnnl_primitive_desc_query_md", POINTER, [POINTER, "int", "int"]);
  const equal = library.func("dnnl_memory_desc_equal", "int", [POINTER, POINTER]);
  const names = Object.keys(signatures) as CallName[];
  return {
    version,
    threads: wanted,
    call: Object.fromEntries(names.map((name) => [name, bind(name)])) as Library["call"],
    queryDescriptor: (description, what, index) => query(description, what, index) as Pointer,
    sameDescriptor: (a, b) => Number(equal(a, b)) !== 0,
    addressOf: (view) => koffi.address(view),
  };
}

async function loadKoffi(): Promise<Koffi> {
  try {
    return (await import("koffi")) as unknown as Koffi;
  } catch {
    throw new OneDnnUnavailableError(
      "the package koffi is not installed (npm install), or has no binary for this system",
    );
  }
}

function open(koffi: Koffi): { file: string; library: NativeLibrary } {
  for (const file of fileNames) {
    try {
      return { file, library: koffi.load(file) };
    } catch {
      // The next name may be there.
    }
  }
  throw new OneDnnUnavailableError("the library libdnnl is not installed (Debian, Ubuntu: apt install libdnnl2)");
}

function versionOf(koffi: Koffi, library: NativeLibrary): string {
  const type = koffi.struct({ major: "int", minor: "int", patch: "int" });
  const address = library.func("dnnl_version", POINTER, [])() as Pointer;
  const { major, minor, patch } = koffi.decode(address, type) as { major: number; minor: number; patch: number };
  return `${major}.${minor}.${patch}`;
}

/**
 * Keeps the library in the process for good. koffi unloads what it loaded when Node ends; libgomp would go with it while
 * its threads still run its code, and the process would end in a segmentation fault.
 */
function pin(koffi: Koffi, file: string): void {
  const RTLD_NOW = 2;
  const RTLD_NODELETE = process.platform === "darwin" ? 0x80 : 0x1000;
  const dlopen = koffi.load(null).func("dlopen", POINTER, ["str", "int"]);
  if (!dlopen(file, RTLD_NOW | RTLD_NODELETE)) throw new OneDnnUnavailableError(`${file} cannot be kept loaded`);
}
