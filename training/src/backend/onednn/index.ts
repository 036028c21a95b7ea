import { installActivationKernels } from "./activation-kernels";
import { Convolver } from "./convolver";
import { Engine } from "./engine";
import { registerConvolutionGradients } from "./gradients";
import { installKernels } from "./kernels";
import { loadLibrary } from "./library";
import { installMatMulKernel } from "./matmul-kernel";
import { installNormKernels } from "./norm-kernels";

let engine: Engine | undefined;
let uninstall: (() => void) | undefined;

/**
 * Lets oneDNN compute what takes longest on tfjs's wasm backend, which has to be active, in the backend's own memory.
 * @param threads Only the first call in a process decides: see {@link loadLibrary}.
 * @returns What computes now, for people.
 * @throws OneDnnUnavailableError naming what is missing.
 */
export async function startOneDnn(threads?: number): Promise<string> {
  engine ??= new Engine(await loadLibrary(threads));
  uninstall ??= install(engine);
  registerConvolutionGradients();
  const { library } = engine;
  return `oneDNN ${library.version}, ${library.threads} thread${library.threads === 1 ? "" : "s"}`;
}

/** Gives everything back to the wasm backend; gradients of convolutions are registered anew by whoever wants others. */
export function stopOneDnn(): void {
  uninstall?.();
  uninstall = undefined;
}

function install(on: Engine): () => void {
  const parts = [
    installKernels(new Convolver(on)),
    installNormKernels(on),
    installActivationKernels(on),
    installMatMulKernel(on),
  ];
  return () => {
    for (const takeAway of parts) takeAway();
  };
}
