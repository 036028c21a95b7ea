import { ForeignSourceError, NothingSharedError, SourceUnavailableError, UnreadableFileError } from "./errors";
import { fetchOwn } from "./fetch-own";
import { PhotoSource } from "./photo";
import { takeSharedFile } from "./shared-file";
import { sniff, SNIFFED_BYTES, type SniffedFile } from "./sniff";
import type { FrameSource } from "./types";
import { VideoSource } from "./video";

/** Opens a photo or video, by its content first and its declared type second. @throws UnreadableFileError */
export function openFile(file: File): Promise<FrameSource> {
  return openBlob(file, file.name || "clipboard");
}

/**
 * Opens what another app shared with this one. @throws NothingSharedError, UnreadableFileError
 */
export async function openShared(): Promise<FrameSource> {
  const file = await takeSharedFile();
  if (file === null) throw new NothingSharedError("Nothing was shared, or it was opened already. Share it again.");
  return openFile(file);
}

/**
 * Opens a photo or video of the page's own origin; `url` may be relative to the page.
 *
 * @throws ForeignSourceError for any other origin, before a request is made
 * @throws SourceUnavailableError when it cannot be fetched
 * @throws UnreadableFileError when it is no photo or video
 */
export async function openUrl(url: string): Promise<FrameSource> {
  const address = URL.canParse(url, document.baseURI) ? new URL(url, document.baseURI) : null;
  if (address?.origin !== location.origin) throw new ForeignSourceError(url, location.origin);
  const label = fileName(address);
  const response = await fetchOwn(address);
  if (response.headers.get("content-type")?.startsWith("video/")) {
    // A video is streamed by its element; there is no need to hold all of it.
    await response.body?.cancel();
    return new VideoSource(address, label);
  }
  const blob = await response.blob().catch((cause: unknown) => {
    throw new SourceUnavailableError(address.href, "the transfer broke off", { cause });
  });
  return openBlob(blob, label);
}

async function openBlob(blob: Blob, label: string): Promise<FrameSource> {
  if (blob.size === 0) throw new UnreadableFileError(label, "empty");
  let start: ArrayBuffer;
  try {
    start = await blob.slice(0, SNIFFED_BYTES).arrayBuffer();
  } catch (cause) {
    // A folder that was dropped, or a file that was deleted since.
    throw new UnreadableFileError(label, "broken", { cause });
  }
  const found = sniff(new Uint8Array(start)) ?? declared(blob.type);
  if (!found) throw new UnreadableFileError(label, "type");
  return found.kind === "video" ? new VideoSource(blob, label) : new PhotoSource(blob, label, found.heic);
}

function declared(type: string): SniffedFile | null {
  if (type.startsWith("video/")) return { kind: "video", heic: false };
  return type.startsWith("image/") ? { kind: "photo", heic: /hei[cf]/.test(type) } : null;
}

function fileName(address: URL): string {
  const last = address.pathname.split("/").at(-1) || address.pathname;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
