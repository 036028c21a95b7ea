import type { PinHash } from "../profile/schema";

const hashBits = 256;

/**
 * Whether a PIN is the one that was hashed, by PBKDF2 with SHA-256: a stolen profile does not tell it at once.
 * @throws where the page is not secure: WebCrypto is missing there.
 */
export const isPin = async (pin: string, { salt, hash, iterations }: PinHash): Promise<boolean> => {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations },
    key,
    hashBits,
  );
  return isSame(new Uint8Array(bits), bytesOf(hash));
};

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Takes as long for every wrong answer. */
const isSame = (a: Uint8Array, b: Uint8Array): boolean => {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index += 1) difference |= (a[index] ?? 0) ^ (b[index] ?? 0);
  return difference === 0;
};
