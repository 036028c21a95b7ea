import { createRandom, type Random } from "../data/random";

export interface Clustering {
  /** Cluster of each point; clusters count from 0, the largest first. */
  readonly assignment: readonly number[];
  readonly centres: readonly Float32Array[];
  /** Squared distance of each point to its centre. */
  readonly distances: readonly number[];
}

const RESTARTS = 4;
const MOST_ROUNDS = 100;

/**
 * k-means with the seeding of k-means++ (Arthur and Vassilvitskii 2007), the best of four starts; the same for the same
 * points in the same order and the same seed.
 * @param points of one length, at least `k` of them.
 */
export function kMeans(points: readonly Float32Array[], k: number, seed: number): Clustering {
  let best = lloyd(points, chooseCentres(points, k, createRandom(seed, 0)));
  for (let start = 1; start < RESTARTS; start++) {
    const next = lloyd(points, chooseCentres(points, k, createRandom(seed, start)));
    if (sum(next.distances) < sum(best.distances)) best = next;
  }
  return largestFirst(best);
}

/** Each centre is drawn with a chance in proportion to its squared distance from those before it. */
function chooseCentres(points: readonly Float32Array[], k: number, random: Random): Float32Array[] {
  const centres: Float32Array[] = [];
  const nearest = points.map(() => Infinity);
  let next = points[random.below(points.length)];
  while (next) {
    const centre = next;
    centres.push(Float32Array.from(centre));
    if (centres.length === k) break;
    points.forEach((point, i) => (nearest[i] = Math.min(nearest[i] ?? 0, squaredDistance(point, centre))));
    let left = random.next() * sum(nearest);
    // Where all points are alike, any will do.
    const drawn = nearest.findIndex((distance) => (left -= distance) < 0);
    next = points[drawn < 0 ? random.below(points.length) : drawn];
  }
  return centres;
}

function lloyd(points: readonly Float32Array[], centres: Float32Array[]): Clustering {
  let { assignment, distances } = assign(points, centres);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    moveCentres(points, assignment, distances, centres);
    const next = assign(points, centres);
    const settled = next.assignment.every((cluster, i) => cluster === assignment[i]);
    ({ assignment, distances } = next);
    if (settled) break;
  }
  return { assignment, centres, distances };
}

function assign(
  points: readonly Float32Array[],
  centres: readonly Float32Array[],
): { assignment: number[]; distances: number[] } {
  const assignment: number[] = [];
  const distances: number[] = [];
  for (const point of points) {
    let [nearest, distance] = [0, Infinity];
    for (const [cluster, centre] of centres.entries()) {
      const d = squaredDistance(point, centre);
      if (d < distance) [nearest, distance] = [cluster, d];
    }
    assignment.push(nearest);
    distances.push(distance);
  }
  return { assignment, distances };
}

/** Each centre becomes its points' mean; one that lost all its points starts again at the point that fits its own worst. */
function moveCentres(
  points: readonly Float32Array[],
  assignment: readonly number[],
  distances: readonly number[],
  centres: Float32Array[],
): void {
  const counts = centres.map(() => 0);
  for (const centre of centres) centre.fill(0);
  points.forEach((point, i) => {
    const cluster = assignment[i] ?? 0;
    counts[cluster] = (counts[cluster] ?? 0) + 1;
    const centre = centres[cluster];
    if (centre) for (let d = 0; d < point.length; d++) centre[d] = (centre[d] ?? 0) + (point[d] ?? 0);
  });
  const left = [...distances];
  for (const [cluster, centre] of centres.entries()) {
    const count = counts[cluster] ?? 0;
    if (count > 0) {
      for (let d = 0; d < centre.length; d++) centre[d] = (centre[d] ?? 0) / count;
    } else {
      const worst = left.reduce((at, value, i) => (value > (left[at] ?? 0) ? i : at), 0);
      centre.set(points[worst] ?? []);
      left[worst] = 0;
    }
  }
}

function largestFirst({ assignment, centres, distances }: Clustering): Clustering {
  const counts = centres.map((_, cluster) => assignment.filter((value) => value === cluster).length);
  const order = centres.map((_, cluster) => cluster).toSorted((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
  return {
    assignment: assignment.map((cluster) => order.indexOf(cluster)),
    centres: order.map((cluster) => centres[cluster] ?? new Float32Array()),
    distances,
  };
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let d = 0; d < a.length; d++) {
    const difference = (a[d] ?? 0) - (b[d] ?? 0);
    total += difference * difference;
  }
  return total;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
