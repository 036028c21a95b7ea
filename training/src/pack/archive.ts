import { spawn } from "node:child_process";
import { rename, rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";

import { PackError } from "./errors";

/**
 * Packs a folder as FOLDER.tar.xz, which every Linux (and Python's tarfile) unpacks.
 * @returns Path and bytes of the archive.
 * @throws PackError if tar or xz is missing or fails.
 */
export async function archive(folder: string): Promise<{ path: string; bytes: number }> {
  const path = `${folder}.tar.xz`;
  const partial = `${path}.partial`;
  await compress(folder, partial);
  await rename(partial, path);
  return { path, bytes: (await stat(path)).size };
}

/** Bytes that a folder takes once it is packed. */
export async function archivedBytes(folder: string): Promise<number> {
  const partial = `${folder}.measured`;
  await compress(folder, partial);
  const { size } = await stat(partial);
  await rm(partial);
  return size;
}

async function compress(folder: string, file: string): Promise<void> {
  // The filter for x86 code makes Node a megabyte smaller, the dictionary holds its symbols twice.
  const filter = "xz --x86 --lzma2=preset=6,dict=32MiB";
  const source = ["-C", dirname(folder), "--sort=name", "--owner=0", "--group=0", basename(folder)];
  const child = spawn("tar", ["-c", "-I", filter, "-f", file, ...source], { stdio: ["ignore", "ignore", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (text: Buffer) => (complaints += text.toString()));
  await new Promise<void>((resolve, reject) => {
    child.once("error", () => reject(new PackError("tar is missing: install tar and xz-utils")));
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new PackError(`tar could not write ${file} (is xz-utils installed?): ${complaints.trim()}`));
    });
  });
}
