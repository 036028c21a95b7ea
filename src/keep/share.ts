import { ShareFailedError } from "./errors";

/** Offers a file to be saved, under its name, where the browser saves files. */
export function saveFile(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  // Browsers that ask where to save it read it later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Whether the system can take the file and hand it on. */
export function canShare(file: File): boolean {
  // Typed as always there; many browsers lack it.
  return "canShare" in navigator && navigator.canShare({ files: [file] });
}

/** Opens the system's share sheet. False when people closed it. @throws {ShareFailedError} */
export async function shareFile(file: File): Promise<boolean> {
  try {
    await navigator.share({ files: [file] });
    return true;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") return false;
    throw new ShareFailedError("The system did not take the file. Save it and share it from there.", { cause });
  }
}

/** Whether pictures can be put on the clipboard. */
export function canCopy(): boolean {
  return typeof ClipboardItem === "function" && typeof navigator.clipboard?.write === "function";
}

/** Puts a picture on the clipboard, as PNG: the one format that every browser takes. @throws {ShareFailedError} */
export async function copyPicture(picture: Blob): Promise<void> {
  try {
    // As a promise: Safari wants the clipboard to be asked in the very task of the click.
    await navigator.clipboard.write([new ClipboardItem({ "image/png": toPng(picture) })]);
  } catch (cause) {
    throw new ShareFailedError("The clipboard did not take the picture. Save it instead.", { cause });
  }
}

async function toPng(picture: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(picture);
  try {
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error("no PNG was made")) : resolve(blob)), "image/png");
    });
  } finally {
    bitmap.close();
  }
}
