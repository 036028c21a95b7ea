import { isAbsolute, join, relative, resolve, sep } from "node:path";

import { JobInputError, QueueError } from "./errors";

/** Folders that every machine has, maybe not under the same path. */
export interface Roots {
  /** `MEALSHIFT_DATA`. */
  readonly data: string;
  /** What all machines write to. */
  readonly shared: string;
  /** Whether names are for other machines too, or from them. */
  readonly everywhere?: boolean;
}

/**
 * Names for files that hold on every machine: `data:…` and `shared:…` count from its own roots. What is in neither is
 * `file:…` with its whole path, which only the machine itself understands.
 */
export class Places {
  readonly roots: Roots;

  constructor({ data, shared, everywhere = false }: Roots) {
    this.roots = { data: resolve(data), shared: resolve(shared), everywhere };
  }

  /** @throws QueueError if other machines are to find the file, and would not. */
  nameOf(path: string): string {
    const name = this.nameIfFound(path);
    if (name !== undefined) return name;
    throw new QueueError(
      `${path} is neither in the shared folder ${this.roots.shared} nor in MEALSHIFT_DATA ${this.roots.data}: other machines cannot find it; put it there, or name a folder above it with --shared`,
    );
  }

  /** The name, or undefined if other machines are to find the file, and would not. */
  nameIfFound(path: string): string | undefined {
    const absolute = resolve(path);
    for (const [root, folder] of [
      ["shared", this.roots.shared],
      ["data", this.roots.data],
    ] as const) {
      const below = relative(folder, absolute);
      const outside = below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below);
      if (!outside) return `${root}:${below.split(sep).join("/")}`;
    }
    return this.roots.everywhere === true ? undefined : `file:${absolute}`;
  }

  /** @throws JobInputError for what is no place of this machine, or leads out of its root. */
  pathOf(place: string): string {
    const [, root, below = ""] = /^(data|shared|file):(.*)$/su.exec(place) ?? [];
    if (root === undefined) throw new JobInputError(`${place} is no place: data:… or shared:… is wanted`);
    if (root === "file" && this.roots.everywhere === true)
      throw new JobInputError(`${place} is another machine's own file`);
    if (root === "file") return below;
    if (below.split("/").includes("..")) throw new JobInputError(`${place} leads out of its folder`);
    return join(root === "data" ? this.roots.data : this.roots.shared, below);
  }
}
