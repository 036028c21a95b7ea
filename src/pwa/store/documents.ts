import * as v from "valibot";
import type { Shelf } from "./shelf";

/** Texts by their address, of each loading that keeps any. */
export type DocumentGroups = Readonly<Record<string, Readonly<Record<string, string>>>>;

const NAME = "documents";
const schema = v.object({ version: v.literal(1), groups: v.record(v.string(), v.record(v.string(), v.string())) });

/** All documents lie in one entry, so that they change together. What cannot be read counts as none. */
export async function readDocuments(shelf: Shelf): Promise<DocumentGroups> {
  const entry = await shelf.read(NAME).catch(() => null);
  if (entry === null) return {};
  try {
    return v.parse(schema, JSON.parse(new TextDecoder().decode(entry.bytes))).groups;
  } catch {
    return {};
  }
}

export async function writeDocuments(shelf: Shelf, groups: DocumentGroups): Promise<void> {
  await shelf.write(NAME, new TextEncoder().encode(JSON.stringify({ version: 1, groups })));
}

/** Every hash that any document names. */
export function hashesIn(groups: DocumentGroups): ReadonlySet<string> {
  const texts = Object.values(groups).flatMap((group) => Object.values(group));
  return new Set(texts.flatMap((text) => text.match(/\b[0-9a-f]{64}\b/g) ?? []));
}
