/** A file of the shell, as scripts/precache.mjs writes it into the service worker. Addresses count from its folder. */
export interface ShellFile {
  readonly url: string;
  /** Null where the name itself changes with the content. */
  readonly revision: string | null;
  /** In the form of the `integrity` attribute. */
  readonly integrity: string;
}

/** WebAssembly is large and changes seldom: it is kept by its hash, apart from the shell. */
export interface RuntimeFile {
  readonly url: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export const isRuntime = (file: ShellFile | RuntimeFile): file is RuntimeFile => "sha256" in file;
export const isShell = (file: ShellFile | RuntimeFile): file is ShellFile => !isRuntime(file);
