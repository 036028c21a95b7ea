import { dirname } from "node:path";

import { CurationError } from "./errors";
import type { Manifest } from "./manifest";
import type { Picture } from "./records";
import { TwinIndex, type TwinOptions } from "./twins";

export interface GroupOptions extends TwinOptions {
  /** What is one source: one origin, one folder, or nothing beyond near-twins. */
  readonly by: "origin" | "folder" | "twins";
  /** Pictures whose names agree in what this regular expression captures are of one source, too. */
  readonly pattern?: string;
}

/**
 * Pictures that must stay on one side of a split: near-twins, parts of one photograph, and pictures of one source. What is
 * alike to something that is alike counts, so a group holds whole chains.
 * @param pictures all hashed.
 */
export function sourceGroups(manifest: Manifest, pictures: readonly Picture[], options: GroupOptions): Picture[][] {
  const groups = new Groups(pictures.length);
  const firstOf = new Map<string, number>();
  const join = (index: number, key: string | undefined): void => {
    if (key === undefined) return;
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, index);
    else groups.join(first, index);
  };
  const named = patternOf(options.pattern);
  const index = new TwinIndex(manifest, options);
  for (const [number, picture] of pictures.entries()) {
    const { source, origin } = picture;
    for (const twin of index.twinsOf(picture)) groups.join(twin.number, number);
    index.add(picture);
    // A cropped box is known as PATH#BOX.
    const [file = ""] = source.path.split("#");
    join(number, `file ${file}`);
    if (options.by === "origin") join(number, origin && `origin ${origin}`);
    if (options.by === "folder") join(number, `folder ${dirname(file)}`);
    join(number, named(file));
  }
  return groups.members().map((members) => members.flatMap((member) => pictures[member] ?? []));
}

function patternOf(pattern: string | undefined): (path: string) => string | undefined {
  if (pattern === undefined) return () => undefined;
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, "u");
  } catch (cause) {
    throw new CurationError(`--pattern ${pattern} is no regular expression`, { cause });
  }
  return (path) => {
    const match = expression.exec(path);
    return match ? `name ${match[1] ?? match[0]}` : undefined;
  };
}

/** Disjoint sets with path halving. */
class Groups {
  readonly #parent: Uint32Array;

  constructor(count: number) {
    this.#parent = Uint32Array.from({ length: count }, (_, index) => index);
  }

  join(a: number, b: number): void {
    const [rootA, rootB] = [this.#root(a), this.#root(b)];
    // The smallest index is the root, so that groups do not depend on the order of joins.
    if (rootA !== rootB) this.#parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }

  members(): number[][] {
    const members = new Map<number, number[]>();
    for (let i = 0; i < this.#parent.length; i++) {
      const root = this.#root(i);
      const group = members.get(root);
      if (group) group.push(i);
      else members.set(root, [i]);
    }
    return [...members.values()];
  }

  #root(start: number): number {
    let node = start;
    for (let up = this.#parent[node] ?? node; up !== node; up = this.#parent[node] ?? node) {
      const above = this.#parent[up] ?? up;
      this.#parent[node] = above;
      node = above;
    }
    return node;
  }
}
