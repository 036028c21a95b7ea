import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const QUERY = "?verified";
const PREFIX = "\0verified:";

/**
 * `import file from "PATH?verified"` gives a file's address in the site together with the length and the sha256 that it
 * has now, so that the page can check what arrives.
 * @returns {import("vite").Plugin}
 */
export function verifiedFilesPlugin() {
  return {
    name: "mealshift-verified-files",
    enforce: "pre",
    async resolveId(source, importer) {
      if (!source.endsWith(QUERY)) return undefined;
      const file = await this.resolve(source.slice(0, -QUERY.length), importer, { skipSelf: true });
      if (file === null) throw new Error(`${source} (imported by ${importer ?? "nobody"}) is not there.`);
      return PREFIX + file.id;
    },
    load(id) {
      if (!id.startsWith(PREFIX)) return undefined;
      const path = id.slice(PREFIX.length);
      const content = readFileSync(path);
      const sha256 = createHash("sha256").update(content).digest("hex");
      return [
        `import url from ${JSON.stringify(`${path}?url`)};`,
        `export default { url, bytes: ${content.length}, sha256: ${JSON.stringify(sha256)} };`,
      ].join("\n");
    },
  };
}
