import type { ModelFile } from "./config";
import { ModelIntegrityError } from "./errors";

const RELOAD = "Reload the page without its cache; if that does not help, copy the file to the server again.";

/**
 * Checks bytes against the length and the hash that were promised for them.
 *
 * @throws {ModelIntegrityError} if either differs, or the hash cannot be computed here.
 */
export async function verifyFile(bytes: Uint8Array<ArrayBuffer>, file: ModelFile): Promise<void> {
  if (bytes.length !== file.bytes) {
    const found = bytes.length > file.bytes ? "more" : `${bytes.length}`;
    throw new ModelIntegrityError(`${file.path} should have ${file.bytes} bytes, but has ${found}. ${RELOAD}`);
  }
  // Typed as always there, but browsers leave it out on pages without HTTPS.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    throw new ModelIntegrityError(
      `${file.path} cannot be checked, for crypto.subtle is missing. Open the page over HTTPS or on localhost.`,
    );
  }
  const digest = toHex(await subtle.digest("SHA-256", bytes));
  if (digest !== file.sha256) {
    throw new ModelIntegrityError(`${file.path} has the sha256 ${digest}, not ${file.sha256}. ${RELOAD}`);
  }
}

function toHex(digest: ArrayBuffer): string {
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
