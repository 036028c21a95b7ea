import { colourLayout } from "./colour-layout";
import { perceptualHash } from "./perceptual-hash";

/** What near-twins are known by: a perceptual hash and a colour layout, both as hexadecimal digits. */
export async function fingerprint(path: string): Promise<{ readonly hash: string; readonly colours: string }> {
  const [hash, colours] = await Promise.all([perceptualHash(path), colourLayout(path)]);
  return { hash, colours };
}
