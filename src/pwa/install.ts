import { signal, type ReadonlySignal } from "@preact/signals";

/** What the browser hands out when the app can be installed; not in the DOM's types, for only Chromium has it. */
interface InstallPrompt extends Event {
  prompt(): Promise<{ readonly outcome: "accepted" | "dismissed" }>;
}

/** `prompt`: a button installs it. `ios`: Safari has no such button, so words say where it is. */
export type InstallOffer = "prompt" | "ios";

export interface Install {
  /** What is offered now, or null. */
  readonly offer: ReadonlySignal<InstallOffer | null>;
  /** The person has used the lens for a while: a good moment to offer it. */
  used(): void;
  accept(): Promise<void>;
  /** No is no: it is not offered again. */
  decline(): void;
}

export interface InstallEnvironment {
  readonly target: EventTarget;
  /** Remembers a no; null where it is forbidden. */
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
  /** True in the installed app. */
  readonly installed: boolean;
  /** True in Safari on iPhone and iPad. */
  readonly ios: boolean;
}

const KEY = "mealshift.install";

/** Keeps the browser's offer to install the app until the person knows what the app is. */
export const createInstall = ({ target, storage, installed, ios }: InstallEnvironment): Install => {
  const offer = signal<InstallOffer | null>(null);
  let prompt: InstallPrompt | null = null;
  let isUsed = false;

  const update = (): void => {
    const possible = prompt !== null ? "prompt" : ios ? "ios" : null;
    offer.value = isUsed && !installed && !wasAnswered(storage) ? possible : null;
  };
  const answer = (): void => {
    remember(storage);
    offer.value = null;
  };

  target.addEventListener("beforeinstallprompt", (event) => {
    if (!isInstallPrompt(event)) return;
    event.preventDefault();
    prompt = event;
    update();
  });
  target.addEventListener("appinstalled", answer);
  return {
    offer,
    used() {
      isUsed = true;
      update();
    },
    async accept() {
      const shown = prompt;
      prompt = null;
      // The browser asks once more itself; a no there is a no.
      await shown?.prompt();
      answer();
    },
    decline: answer,
  };
};

const isInstallPrompt = (event: Event): event is InstallPrompt =>
  "prompt" in event && typeof event.prompt === "function";

const wasAnswered = (storage: InstallEnvironment["storage"]): boolean => {
  try {
    // Without a memory it would be offered at each visit.
    return storage === null || storage.getItem(KEY) !== null;
  } catch {
    return true;
  }
};

const remember = (storage: InstallEnvironment["storage"]): void => {
  try {
    storage?.setItem(KEY, "answered");
  } catch {
    // A storage that is full: it may be offered once more.
  }
};

/** Whether this page runs as the installed app. */
export const isInstalled = (): boolean =>
  matchMedia("(display-mode: standalone), (display-mode: fullscreen)").matches ||
  ("standalone" in navigator && navigator.standalone === true);

/** Safari on iPhone and iPad: other browsers there cannot put pages on the home screen by the same way. */
export const isIosSafari = ({
  userAgent,
  maxTouchPoints,
}: Pick<Navigator, "userAgent" | "maxTouchPoints">): boolean => {
  const apple = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  return apple && /Safari\//.test(userAgent) && !/CriOS|FxiOS|EdgiOS/.test(userAgent);
};
