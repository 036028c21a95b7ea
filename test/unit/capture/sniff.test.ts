import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sniff } from "../../../src/capture/sniff";

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const ftyp = (...brands: readonly string[]) => bytes(`\0\0\0\x20ftyp${brands[0]}\0\0\0\0${brands.join("")}`);

describe("sniff", () => {
  it.each([
    ["JPEG", bytes("\xff\xd8\xff\xe0\0\x10JFIF"), "photo", false],
    ["PNG", bytes("\x89PNG\r\n\x1a\n"), "photo", false],
    ["GIF", bytes("GIF89a"), "photo", false],
    ["BMP", bytes("BM\x36\0\0\0"), "photo", false],
    ["WebP", bytes("RIFF\x10\0\0\0WEBPVP8 "), "photo", false],
    ["AVIF", ftyp("avif", "mif1", "miaf"), "photo", false],
    ["AVIF under the general brand", ftyp("mif1", "avif"), "photo", false],
    ["HEIC", ftyp("heic", "mif1"), "photo", true],
    ["HEIF under the general brand", ftyp("mif1", "heic"), "photo", true],
    ["MP4", ftyp("isom", "iso2", "avc1", "mp41"), "video", false],
    ["QuickTime", ftyp("qt  "), "video", false],
    ["old QuickTime", bytes("\0\0\0\x08wide\0\0\0\0mdat"), "video", false],
    ["WebM", bytes("\x1a\x45\xdf\xa3\x01\0"), "video", false],
    ["Ogg", bytes("OggS\0\x02"), "video", false],
    ["AVI", bytes("RIFF\x10\0\0\0AVI LIST"), "video", false],
  ] as const)("knows %s", (_format, start, kind, heic) => {
    expect(sniff(start)).toEqual({ kind, heic });
  });

  it.each([
    ["nothing", ""],
    ["text", "hello, world"],
    ["PDF", "%PDF-1.7"],
    ["WAV", "RIFF\x10\0\0\0WAVEfmt "],
    ["a cut-off JPEG mark", "\xff\xd8"],
  ])("does not take %s for a picture", (_what, start) => {
    expect(sniff(bytes(start))).toBeNull();
  });

  it("reads any bytes without failing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (start) => {
        expect([undefined, "photo", "video"]).toContain(sniff(start)?.kind);
      }),
    );
  });
});
