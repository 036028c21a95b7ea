/** A file of this version of the app, as scripts/precache.mjs writes it into the service worker. */
export interface ManifestFile {
  /** Relative to the folder of the service worker. */
  readonly url: string;
  /** Null where the name itself changes with the content. */
  readonly revision: string | null;
  /** In the form of the `integrity` attribute. */
  readonly integrity: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** WebAssembly is large and changes seldom: it is kept by its hash, apart from the shell. */
export const isRuntime = ({ url }: ManifestFile): boolean => url.endsWith(".wasm");
