import type { ModelFile } from "../../net/config";
import type { FileStore } from "../../net/file-store";
import { hashesIn, readDocuments, writeDocuments } from "./documents";
import { exclusive } from "./exclusive";
import { KeptFiles, type KeptFilesOptions } from "./kept-files";

/** Files that nothing names are left for a day: another tab may be about to name them. Ms. */
const GRACE = 24 * 3_600_000;

/**
 * One loading that keeps what it loads.
 *
 * @param group What is loaded, such as the lens's model: its documents replace those of the same group together.
 */
export function createModelStore(group: string, options: KeptFilesOptions): FileStore {
  const { shelf, locks, onTrouble } = options;
  const files = new KeptFiles(options);
  const proposed = new Map<string, string>();
  const loaded: ModelFile[] = [];
  return {
    document: async (url) => (await readDocuments(shelf))[group]?.[url] ?? null,
    propose: (url, text) => void proposed.set(url, text),
    async file(url, file, transfer) {
      const bytes = await files.get(url, file, transfer);
      loaded.push(file);
      return bytes;
    },
    async commit() {
      // Without the server there is nothing new to keep, and no reason to clear up.
      if (proposed.size === 0) return;
      try {
        // What could not be kept must not replace what was: the older version still works without the network.
        if ((await Promise.all(loaded.map((file) => files.has(file)))).includes(false)) return;
        await exclusive(locks, `mealshift ${shelf.root}documents`, undefined, async () => {
          const groups = { ...(await readDocuments(shelf)), [group]: Object.fromEntries(proposed) };
          await writeDocuments(shelf, groups);
          const named = hashesIn(groups);
          await files.sweep((sha256) => named.has(sha256), GRACE);
        });
      } catch (error) {
        onTrouble(error);
      }
    },
  };
}
