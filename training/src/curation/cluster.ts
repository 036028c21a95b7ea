import { rm } from "node:fs/promises";
import { join } from "node:path";

import { contactSheet } from "./contact-sheet";
import { type Embedding, Embeddings } from "./embeddings";
import { CurationError } from "./errors";
import { replaceFile } from "./files";
import { kMeans } from "./k-means";
import type { Manifest } from "./manifest";
import type { Picture, RecordOf } from "./records";

export interface ClusterOptions {
  readonly category: string;
  /** Number of clusters; without it, the clusters that are there are kept. */
  readonly k?: number;
  readonly seed: number;
  /** Clusters to drop; all others stay. */
  readonly drop?: readonly number[];
}

export interface ClusterResult {
  /** Pictures of each cluster. */
  readonly sizes: readonly number[];
  readonly kept: number;
  readonly dropped: number;
  /** One contact sheet a cluster. */
  readonly sheets: readonly string[];
}

/**
 * k-means over a category's features, with a contact sheet a cluster in `clusters/CATEGORY`; or drops clusters that were
 * looked at. New clusters drop nothing, since their numbers have not been seen yet.
 */
export async function cluster(manifest: Manifest, options: ClusterOptions): Promise<ClusterResult> {
  const { category, k, seed, drop } = options;
  const pictures = manifest.kept("cluster").filter((picture) => picture.category === category);
  if (pictures.length === 0) throw new CurationError(`${manifest.directory} has no pictures of ${category}`);
  if (k !== undefined && drop !== undefined) {
    throw new CurationError(
      "--k makes new clusters, whose numbers are not known yet: look at their sheets, then --drop",
    );
  }
  if (k !== undefined) await makeClusters(manifest, pictures, k, seed);
  const clusters = clustersOf(manifest, pictures);
  if (drop !== undefined) await dropClusters(manifest, clusters, drop);
  const kept = clusters.flat().filter(({ picture }) => manifest.of("cluster").get(picture)?.keep === true).length;
  return {
    sizes: clusters.map((members) => members.length),
    kept,
    dropped: pictures.length - kept,
    sheets: clusters.map((_, number) => sheetPath(manifest, category, number)),
  };
}

async function makeClusters(manifest: Manifest, pictures: readonly Picture[], k: number, seed: number): Promise<void> {
  if (k < 1 || k > pictures.length) {
    throw new CurationError(`--k ${k}: ${pictures.length} pictures make 1 to ${pictures.length} clusters`);
  }
  const { rows } = await Embeddings.read(manifest.directory);
  const points = pictures.map((picture) => unitVector(featuresOf(rows, picture)));
  const { assignment, distances } = kMeans(points, k, seed);
  const numberOf = (index: number): number => assignment[index] ?? 0;
  const before = manifest.of("cluster");
  const same = pictures.every(({ picture }, index) => before.get(picture)?.cluster === numberOf(index));

  const category = pictures[0]?.category ?? "";
  if (!same) await rm(join(manifest.directory, "clusters", category), { recursive: true, force: true });
  for (let number = 0; number < k; number++) {
    const members = pictures
      .map(({ picture }, index) => ({ picture, index, distance: distances[index] ?? 0 }))
      .filter(({ index }) => numberOf(index) === number)
      .toSorted((a, b) => a.distance - b.distance);
    const sheet = await contactSheet(members.map(({ picture }) => manifest.pathOf(picture)));
    await replaceFile(sheetPath(manifest, category, number), sheet);
  }
  if (same) return;
  await manifest.append([
    ...pictures.map(({ picture }, index) => ({
      step: "cluster" as const,
      picture,
      keep: true,
      cluster: numberOf(index),
    })),
    { step: "run", of: `cluster ${category}`, settings: JSON.stringify({ k, seed }) },
  ]);
}

/** Members of each cluster. @throws CurationError if a picture is in none. */
function clustersOf(manifest: Manifest, pictures: readonly Picture[]): RecordOf<"cluster">[][] {
  const clusters: RecordOf<"cluster">[][] = [];
  for (const { picture, category } of pictures) {
    const record = manifest.of("cluster").get(picture);
    if (!record) throw new CurationError(`${picture} is in no cluster yet: cluster ${category} with --k first`);
    (clusters[record.cluster] ??= []).push(record);
  }
  return Array.from(clusters, (members) => members ?? []);
}

async function dropClusters(
  manifest: Manifest,
  clusters: readonly (readonly RecordOf<"cluster">[])[],
  drop: readonly number[],
): Promise<void> {
  const unknown = drop.find((number) => !clusters[number]);
  if (unknown !== undefined) {
    throw new CurationError(`--drop ${unknown}: the clusters are 0 to ${clusters.length - 1}`);
  }
  await manifest.append(
    clusters.flat().map(({ picture, cluster: number }) => ({
      step: "cluster" as const,
      picture,
      keep: !drop.includes(number),
      ...(drop.includes(number) ? { reason: `cluster ${number} was dropped` } : {}),
      cluster: number,
    })),
  );
}

function sheetPath(manifest: Manifest, category: string, number: number): string {
  return join(manifest.directory, "clusters", category, `${String(number).padStart(2, "0")}.jpg`);
}

function featuresOf(rows: ReadonlyMap<string, Embedding>, { picture, sha256 }: Picture): Float32Array {
  const row = rows.get(sha256);
  if (!row) throw new CurationError(`${picture} has no features: run \`mealshift data embed\` again`);
  return row.features;
}

/** Activations grow with contrast, so that their direction says more than their length. */
function unitVector(features: Float32Array): Float32Array {
  const length = Math.hypot(...features) || 1;
  return features.map((value) => value / length);
}
