import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import type { UpdateState } from "./app-worker";
import type { Install, InstallOffer } from "./install";

/** Something about the app itself that people should know, one at a time, the most pressing first. */
export type AppNotice =
  /** Files of this version are gone; the page loads again. */
  | { readonly kind: "stale" }
  /** A new version waits for a yes. */
  | { readonly kind: "update" }
  /** The new version is at work already, in another tab. */
  | { readonly kind: "elsewhere" }
  /** Nothing more is kept; `error` is the stable name of the reason. */
  | { readonly kind: "trouble"; readonly error: string }
  /** Everything works without the network now. Said once. */
  | { readonly kind: "offline" }
  | { readonly kind: "install"; readonly way: InstallOffer };

export interface AppNotices {
  readonly current: ReadonlySignal<AppNotice | null>;
  /** The current one was read, or refused. */
  dismiss(): void;
}

export interface NoticeSources {
  readonly stale: ReadonlySignal<boolean>;
  readonly update: ReadonlySignal<UpdateState>;
  readonly trouble: ReadonlySignal<string | null>;
  readonly offlineReady: ReadonlySignal<boolean>;
  readonly install: Install;
  /** Remembers that it was said that the app works offline; null where it is forbidden. */
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
}

const KEY = "mealshift.offline-told";

export const createNotices = (sources: NoticeSources): AppNotices => {
  const { stale, update, trouble, offlineReady, install, storage } = sources;
  const dismissed = signal<ReadonlySet<AppNotice["kind"]>>(new Set());
  const offlineNews = signal(false);
  effect(() => {
    if (offlineReady.value && firstTime(storage)) offlineNews.value = true;
  });

  const candidates = (): AppNotice[] => {
    const found: AppNotice[] = [];
    if (stale.value) found.push({ kind: "stale" });
    if (update.value === "waiting" || update.value === "applying") found.push({ kind: "update" });
    if (update.value === "elsewhere") found.push({ kind: "elsewhere" });
    if (trouble.value !== null) found.push({ kind: "trouble", error: trouble.value });
    if (offlineNews.value) found.push({ kind: "offline" });
    if (install.offer.value !== null) found.push({ kind: "install", way: install.offer.value });
    return found;
  };
  const current = computed(() => candidates().find(({ kind }) => !dismissed.value.has(kind)) ?? null);
  return {
    current,
    dismiss() {
      const kind = current.peek()?.kind;
      if (kind === undefined) return;
      if (kind === "install") install.decline();
      dismissed.value = new Set([...dismissed.peek(), kind]);
    },
  };
};

/** True once for a device; where nothing is remembered, once for a visit. */
const firstTime = (storage: NoticeSources["storage"]): boolean => {
  try {
    if (storage === null) return true;
    if (storage.getItem(KEY) !== null) return false;
    storage.setItem(KEY, "yes");
    return true;
  } catch {
    return true;
  }
};
