import { effect, signal, type ReadonlySignal } from "@preact/signals";
import { AppWorker, type UpdateState } from "./app-worker";
import { browserStorage } from "../net/browser-storage";
import { createInstall, isInstalled, isIosSafari, type Install } from "./install";
import type { PageKeeping } from "./keeping";
import { watchMissingFiles } from "./missing-files";
import { createNotices, type AppNotices } from "./notices";
import { keepForGood } from "./persist";

/** What the page knows about itself as an app: offline, new versions, installation. */
export interface App {
  /** True once everything works without the network, in this visit or since an earlier one. */
  readonly offlineReady: ReadonlySignal<boolean>;
  readonly update: ReadonlySignal<UpdateState>;
  /** True when files of this version are gone from the server; the page loads again. */
  readonly stale: ReadonlySignal<boolean>;
  /** Name of the error for which nothing more is kept, or null. */
  readonly trouble: ReadonlySignal<string | null>;
  readonly install: Install;
  /** What people should be told of all that. */
  readonly notices: AppNotices;
  /** Registers the service worker; once the page has what it needs itself. Never rejects. */
  start(): Promise<void>;
  /** Changes to the new version at once; the page loads again. */
  applyUpdate(): void;
  /** For kiosks: changes to a new version as soon as nobody is using the page. Returns what ends that. */
  applyUpdateWhenIdle(idle: ReadonlySignal<boolean>): () => void;
}

export interface AppOptions {
  /** Folder of the site. */
  readonly root: URL;
  readonly keeping: PageKeeping;
  /** Null where it is forbidden. */
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
}

/** Use after which the app may ask for more than it was asked for, ms. */
const USED_AFTER = 60_000;

export const createApp = ({ root, keeping, storage }: AppOptions): App => {
  const offlineReady = signal(false);
  const update = signal<UpdateState>("none");
  const stale = signal(false);
  const install = createInstall({ target: globalThis, storage, installed: isInstalled(), ios: isIosSafari(navigator) });
  const { trouble } = keeping;
  let appWorker: AppWorker | null = null;
  let started = false;

  watchMissingFiles(
    {
      target: globalThis,
      storage: browserStorage("sessionStorage"),
      now: Date.now,
      isOnline: () => navigator.onLine,
      reload: () => location.reload(),
    },
    () => {
      stale.value = true;
    },
  );

  const applyUpdate = (): void => {
    if (update.peek() === "elsewhere") location.reload();
    if (update.peek() !== "waiting" || appWorker === null) return;
    update.value = "applying";
    appWorker.applyUpdate();
  };

  return {
    offlineReady,
    update,
    stale,
    trouble,
    install,
    notices: createNotices({ stale, update, trouble, offlineReady, install, storage }),
    applyUpdate,
    applyUpdateWhenIdle: (idle) =>
      effect(() => {
        const due = update.value === "waiting" || update.value === "elsewhere";
        if (due && idle.value) applyUpdate();
      }),
    async start() {
      // The development server's files change all the time.
      if (started || !import.meta.env.PROD) return;
      started = true;
      const returning = (navigator.serviceWorker?.controller ?? null) !== null;
      watchUse(() => {
        install.used();
        if (returning || isInstalled()) void keepForGood();
      });
      appWorker = await AppWorker.register(root, {
        onUpdate: () => {
          update.value = "waiting";
        },
        onReplaced: () => {
          update.value = "elsewhere";
        },
      });
      if (appWorker === null) return;
      const complete = await appWorker.isComplete();
      effect(() => {
        offlineReady.value = complete && keeping.kept.value;
      });
    },
  };
};

/** Calls once after the page has been looked at for a while. */
const watchUse = (onUsed: () => void): void => {
  const step = 5000;
  let usedMs = 0;
  const timer = setInterval(() => {
    if (!document.hidden) usedMs += step;
    if (usedMs < USED_AFTER) return;
    clearInterval(timer);
    onUsed();
  }, step);
};
