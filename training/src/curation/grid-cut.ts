const FREE = 0;
const SOURCE = 1;
const SINK = 2;

/** Directions of the eight neighbours; `7 - d` is the opposite of `d`. */
export const DIRECTIONS = [
  [-1, -1],
  [0, -1],
  [1, -1],
  [-1, 0],
  [1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;

/** Values of `parent` beside a direction. */
const TERMINAL = 8;
const ORPHAN = 9;

/**
 * Minimum cut of a picture's grid of eight neighbours between a source and a sink, by two search trees that are kept
 * from one augmenting path to the next (Boykov and Kolmogorov 2004). Capacities are whole numbers, so that the result is exact.
 */
export class GridCut {
  readonly #width: number;
  readonly #height: number;
  /** A border of cells without capacities stands around the grid, so that no neighbour needs a check. */
  readonly #stride: number;
  readonly #offsets: Int32Array;
  readonly #residual: Int32Array;
  /** What is left from the source where positive, to the sink where negative. */
  readonly #terminal: Int32Array;
  readonly #tree: Uint8Array;
  readonly #parent: Uint8Array;
  readonly #isActive: Uint8Array;
  /** Distance to the terminal as it was at `#seen`. */
  readonly #distance: Int32Array;
  readonly #seen: Int32Array;
  #time = 0;
  #active: number[] = [];
  #orphans: number[] = [];

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#stride = width + 2;
    const cells = this.#stride * (height + 2);
    this.#offsets = Int32Array.from(DIRECTIONS, ([dx, dy]) => dy * this.#stride + dx);
    this.#residual = new Int32Array(cells * 8);
    this.#terminal = new Int32Array(cells);
    this.#tree = new Uint8Array(cells);
    this.#parent = new Uint8Array(cells);
    this.#isActive = new Uint8Array(cells);
    this.#distance = new Int32Array(cells);
    this.#seen = new Int32Array(cells);
  }

  /** What it costs to have the cell on the sink's side (`fromSource`) or on the source's (`toSink`). */
  setTerminal(x: number, y: number, fromSource: number, toSink: number): void {
    // What both have in common is paid anyway.
    this.#terminal[this.#cell(x, y)] = fromSource - toSink;
  }

  /** What it costs to part a cell from its neighbour in a direction, which must be in the grid. */
  setNeighbour(x: number, y: number, direction: number, capacity: number): void {
    const cell = this.#cell(x, y);
    this.#residual[cell * 8 + direction] = capacity;
    this.#residual[(cell + (this.#offsets[direction] ?? 0)) * 8 + 7 - direction] = capacity;
  }

  /** @returns 1 on the source's side of the cut, rows from the top. May be run once. */
  run(): Uint8Array {
    for (let y = 0; y < this.#height; y++) for (let x = 0; x < this.#width; x++) this.#plant(this.#cell(x, y));
    let head = 0;
    while (head < this.#active.length) {
      const cell = this.#active[head] ?? 0;
      if (this.#tree[cell] === FREE || !this.#grow(cell)) {
        this.#isActive[cell] = 0;
        head++;
        if (head > 65_536) {
          this.#active = this.#active.slice(head);
          head = 0;
        }
      }
    }
    const side = new Uint8Array(this.#width * this.#height);
    for (let y = 0; y < this.#height; y++) {
      for (let x = 0; x < this.#width; x++) {
        side[y * this.#width + x] = this.#tree[this.#cell(x, y)] === SOURCE ? 1 : 0;
      }
    }
    return side;
  }

  #cell(x: number, y: number): number {
    return (y + 1) * this.#stride + x + 1;
  }

  #plant(cell: number): void {
    const left = this.#terminal[cell] ?? 0;
    if (left === 0) return;
    this.#tree[cell] = left > 0 ? SOURCE : SINK;
    this.#parent[cell] = TERMINAL;
    this.#distance[cell] = 1;
    this.#activate(cell);
  }

  #activate(cell: number): void {
    if (this.#isActive[cell] === 1) return;
    this.#isActive[cell] = 1;
    this.#active.push(cell);
  }

  /** What still flows along the tree's edge between a cell and its neighbour: from the source, towards the sink. */
  #towards(tree: number, cell: number, direction: number, neighbour: number): number {
    const edge = tree === SOURCE ? cell * 8 + direction : neighbour * 8 + 7 - direction;
    return this.#residual[edge] ?? 0;
  }

  /** Takes free neighbours into the cell's tree. @returns true if it met the other tree, and what that allows has flown. */
  #grow(cell: number): boolean {
    const tree = this.#tree[cell] ?? FREE;
    for (let direction = 0; direction < 8; direction++) {
      const neighbour = cell + (this.#offsets[direction] ?? 0);
      if (this.#towards(tree, cell, direction, neighbour) === 0) continue;
      const other = this.#tree[neighbour];
      if (other === FREE) {
        this.#tree[neighbour] = tree;
        this.#parent[neighbour] = 7 - direction;
        this.#distance[neighbour] = (this.#distance[cell] ?? 0) + 1;
        this.#seen[neighbour] = this.#seen[cell] ?? 0;
        this.#activate(neighbour);
      } else if (other !== tree) {
        if (tree === SOURCE) this.#augment(cell, direction, neighbour);
        else this.#augment(neighbour, 7 - direction, cell);
        this.#adoptOrphans();
        return true;
      }
    }
    return false;
  }

  /** Lets flow what the path from the source through `from`, `to` to the sink can carry. */
  #augment(from: number, direction: number, to: number): void {
    let flow = this.#residual[from * 8 + direction] ?? 0;
    const narrow = (capacity: number): number => (flow = Math.min(flow, capacity));
    const sourceRoot = this.#walk(from, (cell, up, parent) => narrow(this.#towards(SOURCE, parent, 7 - up, cell)));
    const sinkRoot = this.#walk(to, (cell, up, parent) => narrow(this.#towards(SINK, parent, 7 - up, cell)));
    narrow(this.#terminal[sourceRoot] ?? 0);
    narrow(-(this.#terminal[sinkRoot] ?? 0));

    this.#push(from, direction, to, flow);
    this.#walk(from, (cell, up, parent) => {
      if (this.#push(parent, 7 - up, cell, flow) === 0) this.#abandon(cell);
    });
    this.#walk(to, (cell, up, parent) => {
      if (this.#push(cell, up, parent, flow) === 0) this.#abandon(cell);
    });
    if ((this.#terminal[sourceRoot] = (this.#terminal[sourceRoot] ?? 0) - flow) === 0) this.#abandon(sourceRoot);
    if ((this.#terminal[sinkRoot] = (this.#terminal[sinkRoot] ?? 0) + flow) === 0) this.#abandon(sinkRoot);
  }

  /** Goes up a tree. @returns the cell at the terminal. */
  #walk(start: number, visit: (cell: number, up: number, parent: number) => void): number {
    let cell = start;
    for (let up = this.#parent[cell] ?? ORPHAN; up < TERMINAL; up = this.#parent[cell] ?? ORPHAN) {
      const parent = cell + (this.#offsets[up] ?? 0);
      visit(cell, up, parent);
      cell = parent;
    }
    return cell;
  }

  /** @returns what the edge can still carry. */
  #push(from: number, direction: number, to: number, flow: number): number {
    const back = to * 8 + 7 - direction;
    this.#residual[back] = (this.#residual[back] ?? 0) + flow;
    return (this.#residual[from * 8 + direction] = (this.#residual[from * 8 + direction] ?? 0) - flow);
  }

  #abandon(cell: number): void {
    this.#parent[cell] = ORPHAN;
    this.#orphans.push(cell);
  }

  /** Every orphan finds a new parent in its tree, or leaves it, which orphans its children. */
  #adoptOrphans(): void {
    this.#time++;
    for (let cell = this.#orphans.pop(); cell !== undefined; cell = this.#orphans.pop()) {
      const tree = this.#tree[cell] ?? FREE;
      let [nearest, chosen] = [Infinity, ORPHAN];
      for (let direction = 0; direction < 8; direction++) {
        const neighbour = cell + (this.#offsets[direction] ?? 0);
        if (this.#tree[neighbour] !== tree || this.#towards(tree, neighbour, 7 - direction, cell) === 0) continue;
        const distance = this.#distanceToTerminal(neighbour);
        if (distance < nearest) [nearest, chosen] = [distance, direction];
      }
      if (chosen === ORPHAN) {
        this.#release(cell, tree);
      } else {
        this.#parent[cell] = chosen;
        this.#distance[cell] = nearest + 1;
        this.#seen[cell] = this.#time;
      }
    }
  }

  /** Steps up to the terminal, Infinity for a cell whose tree is cut off; the way is remembered for this round. */
  #distanceToTerminal(start: number): number {
    let steps = 0;
    let cell = start;
    while (this.#seen[cell] !== this.#time) {
      const up = this.#parent[cell] ?? ORPHAN;
      if (up === ORPHAN) return Infinity;
      if (up === TERMINAL) {
        this.#seen[cell] = this.#time;
        this.#distance[cell] = 1;
        break;
      }
      steps++;
      cell += this.#offsets[up] ?? 0;
    }
    const total = steps + (this.#distance[cell] ?? 0);
    let distance = total;
    for (let on = start; on !== cell; on += this.#offsets[this.#parent[on] ?? 0] ?? 0) {
      this.#seen[on] = this.#time;
      this.#distance[on] = distance--;
    }
    return total;
  }

  #release(cell: number, tree: number): void {
    this.#tree[cell] = FREE;
    for (let direction = 0; direction < 8; direction++) {
      const neighbour = cell + (this.#offsets[direction] ?? 0);
      if (this.#tree[neighbour] !== tree) continue;
      if (this.#towards(tree, neighbour, 7 - direction, cell) > 0) this.#activate(neighbour);
      if (this.#parent[neighbour] === 7 - direction) this.#abandon(neighbour);
    }
  }
}
