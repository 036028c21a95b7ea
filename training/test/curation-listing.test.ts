import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { describe, expect, it } from "vitest";

import { listFolders } from "../src/curation/sources/folders";

describe("folders to import", () => {
  it("may be links, and hold links to pictures; links to nothing and to folders within are left alone", async () => {
    const root = await mkdtemp(join(tmpdir(), "mealshift-links-"));
    const [source, elsewhere] = [join(root, "in"), join(root, "elsewhere")];
    for (const folder of [join(source, "rice"), join(elsewhere, "deep")]) await mkdir(folder, { recursive: true });
    for (const file of ["a.jpg", "deep/b.png", "notes.txt"]) await writeFile(join(elsewhere, file), "");
    await symlink(elsewhere, join(source, "noodles"));
    await symlink(join(elsewhere, "a.jpg"), join(source, "rice", "linked.jpg"));
    await symlink(join(root, "nowhere"), join(source, "rice", "broken.jpg"));
    await symlink(source, join(source, "rice", "round"));

    const { pictures, warnings } = await listFolders(source, undefined);
    expect(warnings).toEqual([]);
    expect(pictures.map(({ path, category, name }) => [relative(source, path), category, name])).toEqual([
      ["noodles/a.jpg", "noodles", "a"],
      ["noodles/deep/b.png", "noodles", "deep-b"],
      ["rice/linked.jpg", "rice", "linked"],
    ]);
  });
});
