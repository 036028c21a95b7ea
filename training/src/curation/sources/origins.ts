import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { parse } from "csv-parse/sync";
import * as v from "valibot";

import { CurationError } from "../errors";

/** What is known about where a picture came from. */
export interface Origin {
  readonly licence?: string;
  readonly origin?: string;
}

/** Finds the origin of a picture by its absolute path. */
export type FindOrigin = (path: string) => Promise<Origin>;

/**
 * Origins from a table with a heading (CSV, or TSV where the name ends so): `path`, relative to the table's folder, and
 * `licence` (or `license`) and `origin` where there are such columns. A sidecar `PICTURE.license` (https://reuse.software)
 * beats the table's licence, which beats `licence`.
 * @throws CurationError if the table has no column that is asked for.
 */
export async function readOrigins(options: {
  readonly licence?: string;
  readonly table?: string;
  readonly originColumn?: string;
}): Promise<FindOrigin> {
  const rows =
    options.table === undefined ? new Map<string, Origin>() : await readTable(options.table, options.originColumn);
  return async (path) => {
    const sidecar = await readFile(`${path}.license`, "utf8").catch(() => null);
    const row = rows.get(path);
    const licence = sidecar === null ? (row?.licence ?? options.licence) : licenceOf(sidecar);
    return { ...row, ...(licence === undefined ? {} : { licence }) };
  };
}

function licenceOf(sidecar: string): string {
  return /SPDX-License-Identifier:\s*(.+)/.exec(sidecar)?.[1]?.trim() ?? sidecar.trim();
}

async function readTable(path: string, originColumn = "origin"): Promise<Map<string, Origin>> {
  const records: unknown = parse(await readFile(path, "utf8"), {
    columns: true,
    bom: true,
    delimiter: path.endsWith(".tsv") ? "\t" : ",",
    quote: path.endsWith(".tsv") ? null : '"',
    relaxColumnCount: true,
  });
  const rows = v.parse(v.array(v.record(v.string(), v.string())), records);
  const columns = Object.keys(rows[0] ?? {});
  if (!columns.includes("path"))
    throw new CurationError(`${path} needs a column \`path\`; it has ${columns.join(", ")}`);
  if (originColumn !== "origin" && !columns.includes(originColumn)) {
    throw new CurationError(`${path} has no column \`${originColumn}\`; it has ${columns.join(", ")}`);
  }
  const folder = dirname(resolve(path));
  return new Map(
    rows.map((row) => {
      const licence = row["licence"] ?? row["license"];
      const origin = row[originColumn];
      return [resolve(folder, row["path"] ?? ""), { ...(licence ? { licence } : {}), ...(origin ? { origin } : {}) }];
    }),
  );
}
