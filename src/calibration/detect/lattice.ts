import type { Blob } from "./blobs";

/** Blobs on a lattice: `columns` x `rows`, row by row. Its axes may run in any direction of the picture. */
export interface Lattice {
  readonly columns: number;
  readonly rows: number;
  readonly blobs: readonly Blob[];
}

interface Step {
  readonly x: number;
  readonly y: number;
}

/** Neighbours of a blob among which its lattice's two steps are looked for. */
const NEIGHBOURS = 6;
/** Where a neighbour may be beside where it is expected, in steps. */
const TOLERANCE = 0.3;

/** A whole lattice of `columns` x `rows` blobs, or of `rows` x `columns`; null where there is none. */
export function findLattice(blobs: readonly Blob[], columns: number, rows: number): Lattice | null {
  const wanted = columns * rows;
  if (blobs.length < wanted) return null;
  for (const seed of blobs) {
    const steps = nearest(blobs, seed).map((blob) => ({ x: blob.x - seed.x, y: blob.y - seed.y }));
    for (const [i, across] of steps.entries()) {
      for (const down of steps.slice(i + 1)) {
        if (!areApart(across, down)) continue;
        const grown = grow(blobs, seed, across, down, wanted);
        const lattice = grown.size === wanted ? rectangle(grown) : null;
        if (lattice !== null && Math.min(lattice.columns, lattice.rows) === Math.min(columns, rows)) return lattice;
      }
    }
  }
  return null;
}

function nearest(blobs: readonly Blob[], to: Blob): readonly Blob[] {
  return blobs
    .filter((blob) => blob !== to)
    .map((blob) => ({ blob, far: (blob.x - to.x) ** 2 + (blob.y - to.y) ** 2 }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, NEIGHBOURS)
    .map(({ blob }) => blob);
}

/** Between 30 and 150 degrees, and of comparable length. */
function areApart(a: Step, b: Step): boolean {
  const lengths = Math.hypot(a.x, a.y) * Math.hypot(b.x, b.y);
  const ratio = Math.hypot(a.x, a.y) / Math.hypot(b.x, b.y);
  return Math.abs(a.x * b.y - a.y * b.x) > 0.5 * lengths && ratio > 1 / 3 && ratio < 3;
}

interface Node {
  readonly column: number;
  readonly row: number;
  readonly blob: Blob;
  /** Steps as they are here: in perspective they change from place to place. */
  readonly across: Step;
  readonly down: Step;
}

/** Follows the lattice from a blob on, as far as it goes or until it is larger than wanted. */
function grow(blobs: readonly Blob[], seed: Blob, across: Step, down: Step, wanted: number): Map<string, Node> {
  const nodes = new Map<string, Node>();
  const taken = new Set<Blob>([seed]);
  const open: Node[] = [{ column: 0, row: 0, blob: seed, across, down }];
  nodes.set("0,0", { column: 0, row: 0, blob: seed, across, down });
  for (let node = open.shift(); node !== undefined && nodes.size <= wanted; node = open.shift()) {
    for (const [columns, rows] of DIRECTIONS) {
      const column = node.column + columns;
      const row = node.row + rows;
      if (nodes.has(`${column},${row}`)) continue;
      const step = columns === 0 ? node.down : node.across;
      const way = columns + rows;
      const found = blobNear(blobs, node.blob.x + way * step.x, node.blob.y + way * step.y, step);
      if (found === null || taken.has(found)) continue;
      const made = { x: way * (found.x - node.blob.x), y: way * (found.y - node.blob.y) };
      const next: Node = {
        column,
        row,
        blob: found,
        across: columns === 0 ? node.across : made,
        down: columns === 0 ? made : node.down,
      };
      taken.add(found);
      nodes.set(`${column},${row}`, next);
      open.push(next);
    }
  }
  return nodes;
}

const DIRECTIONS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

function blobNear(blobs: readonly Blob[], x: number, y: number, step: Step): Blob | null {
  let least = (step.x ** 2 + step.y ** 2) * TOLERANCE ** 2;
  let found: Blob | null = null;
  for (const blob of blobs) {
    const far = (blob.x - x) ** 2 + (blob.y - y) ** 2;
    if (far < least) [found, least] = [blob, far];
  }
  return found;
}

/** Null where nodes do not fill a rectangle. */
function rectangle(nodes: ReadonlyMap<string, Node>): Lattice | null {
  const all = [...nodes.values()];
  const left = Math.min(...all.map(({ column }) => column));
  const top = Math.min(...all.map(({ row }) => row));
  const columns = Math.max(...all.map(({ column }) => column)) - left + 1;
  const rows = Math.max(...all.map(({ row }) => row)) - top + 1;
  if (columns * rows !== all.length) return null;
  const blobs = all.toSorted((a, b) => a.row - b.row || a.column - b.column).map(({ blob }) => blob);
  return { columns, rows, blobs };
}
