import { readdir } from "node:fs/promises";
import { join, resolve, sep } from "node:path";

// An ablation's runs lie one folder deeper than others; nobody nests them deeper.
const DEPTH = 3;

/** Absolute paths of the run directories that the given folders are, or hold. What cannot be read holds none. */
export async function findRuns(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(folders.map((folder) => runsIn(resolve(folder), DEPTH)));
  return [...new Set(found.flat())].toSorted();
}

async function runsIn(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some(({ name }) => name === "config.json")) return [folder];
  if (depth === 1) return [];
  const inner = entries.filter((entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name));
  return (await Promise.all(inner.map(({ name }) => runsIn(join(folder, name), depth - 1)))).flat();
}

/** Names for runs: as much of the end of each path as tells it from the others; a name once given stays. */
export class RunNames {
  readonly #paths = new Map<string, string>();

  nameOf(path: string): string {
    for (const [name, known] of this.#paths) if (known === path) return name;
    const parts = path.split(sep).filter((part) => part !== "");
    let name = parts.at(-1) ?? path;
    for (let count = 2; this.#paths.has(name) && count <= parts.length; count++) name = parts.slice(-count).join("/");
    this.#paths.set(name, path);
    return name;
  }
}
