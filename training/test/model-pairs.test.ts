import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { parseCatalog } from "../../src/net/config";
import { buildCyclegan } from "../../src/net/families";
import { elementCount } from "../../src/net/tensors";
import { writeModelFolder } from "../src/export/model-folder";

describe("models that lead both ways", () => {
  it("name each other in the catalogue, also after one was exported anew", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pairs-"));
    const parts = { ...tinyNet(), size: 16, domains: [], quantization: "none" } as const;
    await writeModelFolder(join(folder, "to"), parts);
    await writeModelFolder(join(folder, "fro"), { ...parts, inverse: "to" });
    const paired = await readFile(join(folder, "catalog.json"), "utf8");
    expect(pairsOf(paired)).toEqual({ to: "fro", fro: "to" });
    await writeModelFolder(join(folder, "to"), parts);
    expect(await readFile(join(folder, "catalog.json"), "utf8")).toBe(paired);
    await writeModelFolder(join(folder, "other"), { ...parts, inverse: "to" });
    expect(pairsOf(await readFile(join(folder, "catalog.json"), "utf8"))).toEqual({ to: "other", other: "to" });
  });
});

function pairsOf(text: string): Record<string, string> {
  const { models } = parseCatalog(JSON.parse(text));
  return Object.fromEntries(models.flatMap(({ id, inverse }) => (inverse === undefined ? [] : [[id, inverse]])));
}

function tinyNet() {
  const architecture = { channels: 1, residualBlocks: 0 };
  const weights = new Map(
    buildCyclegan(architecture, 16).parameters.map(({ name, shape }) => [
      name,
      { shape, data: new Float32Array(elementCount(shape)) },
    ]),
  );
  return { net: { family: "cyclegan", architecture } as const, weights };
}
