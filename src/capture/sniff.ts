/** What a file is by its first bytes; `heic` because only some browsers read it. */
export interface SniffedFile {
  readonly kind: "photo" | "video";
  readonly heic: boolean;
}

/** Bytes that `sniff` looks at. */
export const SNIFFED_BYTES = 64;

const PHOTO: SniffedFile = { kind: "photo", heic: false };
const HEIC: SniffedFile = { kind: "photo", heic: true };
const VIDEO: SniffedFile = { kind: "video", heic: false };

/** Recognises photos and videos by their first bytes; null when they say nothing. */
export function sniff(bytes: Uint8Array): SniffedFile | null {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  const head = text(0, 4);
  if (head.startsWith("\xff\xd8\xff") || head === "\x89PNG" || head === "GIF8" || head.startsWith("BM")) return PHOTO;
  if (head === "\x1aE\xdf\xa3" || head === "OggS") return VIDEO;
  if (head === "RIFF") return riff(text(8, 12));
  switch (text(4, 8)) {
    case "ftyp":
      return isoMedia(text(8, SNIFFED_BYTES));
    case "moov":
    case "mdat":
    case "wide":
      // QuickTime files from before there was an `ftyp` box.
      return VIDEO;
    default:
      return null;
  }
}

function riff(form: string): SniffedFile | null {
  if (form === "WEBP") return PHOTO;
  return form === "AVI " ? VIDEO : null;
}

/** ISO base media: major brand, version, compatible brands (ISO/IEC 14496-12, 4.3). */
function isoMedia(brands: string): SniffedFile {
  if (/avi[fs]/.test(brands)) return PHOTO;
  return /^(hei|hev|mif1|msf1)/.test(brands) ? HEIC : VIDEO;
}
