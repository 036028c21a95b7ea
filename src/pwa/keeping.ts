import { signal, type ReadonlySignal } from "@preact/signals";
import type { Keeping } from "../net/file-store";
import { transferFile } from "../net/transfer";
import { openModelStore, openRuntimeFiles } from "./store/open";

export interface PageKeeping extends Keeping {
  /** Name of the error for which the browser keeps nothing more in this visit; null while all is well. */
  readonly trouble: ReadonlySignal<string | null>;
  /** True once a loading has been kept whole, or was read from what is kept. */
  readonly kept: ReadonlySignal<boolean>;
}

/** The page's way to what the browser keeps. @param root Folder of the site. */
export const createKeeping = (root: URL): PageKeeping => {
  const trouble = signal<string | null>(null);
  const kept = signal(false);
  const onTrouble = ({ name }: Error): void => {
    trouble.value ??= name;
  };
  const runtime = openRuntimeFiles(root, onTrouble);
  return {
    trouble,
    kept,
    async openStore(group) {
      const store = await openModelStore(root, group, onTrouble);
      if (store === undefined) return undefined;
      return {
        ...store,
        async commit() {
          await store.commit();
          kept.value = trouble.value === null;
        },
      };
    },
    transferRuntime: async (url, file, options) => {
      const files = await runtime;
      return files === null ? transferFile(url, file, options) : files.get(url, file, options);
    },
  };
};
