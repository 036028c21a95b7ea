import { join } from "node:path";

import sharp from "sharp";

import { replaceFile } from "./files";
import type { Manifest } from "./manifest";
import { decidingSteps, type Picture } from "./records";
import { pageOf, type Section, type Table } from "./stats-page";

const SAMPLES = 24;
const TILE = 96;

/** One page about a set, with pictures in it and nothing from elsewhere: `stats.html`. @returns its path. */
export async function writeStats(manifest: Manifest): Promise<string> {
  const all = [...manifest.of("import").values()];
  const kept = manifest.kept();
  const path = join(manifest.directory, "stats.html");
  const sections = [...(await categorySections(manifest, all, kept)), ...(await droppedSections(manifest, all))];
  const page = pageOf({
    title: `${kept.length} of ${all.length} pictures`,
    tables: [
      categoryTable(manifest, all, kept),
      countTable("Licences", kept, ({ licence }) => licence ?? "not known"),
      countTable("Origins", kept, ({ origin }) => origin ?? "not known"),
      countTable("Shorter side", kept, ({ width, height }) => sideRange(Math.min(width, height))),
      countTable("Converted", kept, ({ converted }) => converted ?? "as they were"),
      derivedTable(manifest),
      refusedTable(manifest),
      runTable(manifest),
    ].filter(({ rows }) => rows.length > 0),
    sections,
  });
  await replaceFile(path, page);
  return path;
}

function categoryTable(manifest: Manifest, all: readonly Picture[], kept: readonly Picture[]): Table {
  const categories = [...new Set(all.map(({ category }) => category))].toSorted();
  const rows = categories.map((category) => {
    const inSet = kept.filter((picture) => picture.category === category);
    const imported = all.filter((picture) => picture.category === category);
    const dropped = decidingSteps.map(
      (step) => imported.filter((picture) => firstDrop(manifest, picture) === step).length,
    );
    const side = (name: string): number =>
      inSet.filter(({ picture }) => manifest.of("split").get(picture)?.side === name).length;
    return [category, imported.length, ...dropped, inSet.length, side("train"), side("held-out")];
  });
  const heading = [
    "category",
    "imported",
    ...decidingSteps.map((step) => `dropped: ${step}`),
    "kept",
    "train",
    "held out",
  ];
  return { title: "Categories", heading, rows };
}

/** The step that dropped a picture first. */
function firstDrop(manifest: Manifest, { picture }: Picture): (typeof decidingSteps)[number] | undefined {
  return decidingSteps.find((step) => manifest.of(step).get(picture)?.keep === false);
}

function countTable(title: string, pictures: readonly Picture[], nameOf: (picture: Picture) => string): Table {
  const counts = new Map<string, number>();
  for (const picture of pictures) counts.set(nameOf(picture), (counts.get(nameOf(picture)) ?? 0) + 1);
  const rows = [...counts].toSorted(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1)).slice(0, 30);
  return { title, heading: [title.toLowerCase(), "pictures"], rows };
}

/** The power of two below it, and the next. */
function sideRange(side: number): string {
  const low = 2 ** Math.floor(Math.log2(side));
  return `${low} to ${low * 2 - 1} pixels`;
}

function derivedTable(manifest: Manifest): Table {
  const rows = (["background", "edges", "masks"] as const).flatMap((step) => {
    const records = [...manifest.of(step).values()];
    const made = records.filter(({ output }) => output !== undefined).length;
    return records.length > 0 ? [[step, made, records.length - made]] : [];
  });
  return { title: "Made of them", heading: ["step", "made", "passed over"], rows };
}

function refusedTable(manifest: Manifest): Table {
  const rows = [...manifest.of("refuse").values()].map(({ source, reason }) => [source, reason]);
  return { title: "Left out at import", heading: ["file", "reason"], rows };
}

function runTable(manifest: Manifest): Table {
  const rows = [...manifest.of("run").values()].map(({ of, settings }) => [of, settings]);
  return { title: "Options", heading: ["step", "options"], rows };
}

async function categorySections(
  manifest: Manifest,
  all: readonly Picture[],
  kept: readonly Picture[],
): Promise<Section[]> {
  const categories = [...new Set(all.map(({ category }) => category))].toSorted();
  return Promise.all(
    categories.map(async (category) => {
      const members = kept.filter((picture) => picture.category === category);
      return sectionOf(
        manifest,
        `${category}: ${members.length} kept`,
        members,
        ({ width, height }) => `${width}x${height}`,
      );
    }),
  );
}

async function droppedSections(manifest: Manifest, all: readonly Picture[]): Promise<Section[]> {
  const sections = await Promise.all(
    decidingSteps.map(async (step) => {
      const dropped = all.filter((picture) => firstDrop(manifest, picture) === step);
      const reasonOf = ({ picture }: Picture): string => manifest.of(step).get(picture)?.reason ?? "";
      return sectionOf(manifest, `Dropped by ${step}: ${dropped.length}`, dropped, reasonOf);
    }),
  );
  return sections.filter(({ pictures }) => pictures.length > 0);
}

async function sectionOf(
  manifest: Manifest,
  title: string,
  pictures: readonly Picture[],
  captionOf: (picture: Picture) => string,
): Promise<Section> {
  const count = Math.min(pictures.length, SAMPLES);
  const chosen = Array.from({ length: count }, (_, i) => pictures[Math.floor((i * pictures.length) / count)]);
  const tiles: { caption: string; jpeg: Uint8Array }[] = [];
  for (const picture of chosen) {
    if (!picture) continue;
    const thumbnail = sharp(manifest.pathOf(picture.picture)).resize(TILE, TILE, { fit: "inside" });
    const jpeg = await thumbnail.flatten({ background: "#000" }).jpeg({ quality: 75 }).toBuffer();
    tiles.push({ caption: `${picture.picture}: ${captionOf(picture)}`, jpeg });
  }
  return { title, pictures: tiles };
}
