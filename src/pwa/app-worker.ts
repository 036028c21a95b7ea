/** `waiting`: fetched, and offered. `applying`: the page is about to load again. `elsewhere`: another page changed to it. */
export type UpdateState = "none" | "waiting" | "applying" | "elsewhere";

export interface AppWorkerEvents {
  /** A new version has been fetched, and waits for the pages of the old one to end. */
  onUpdate(): void;
  /** Another page changed to the new version, under the feet of this one. */
  onReplaced(): void;
}

/** Between two looks for a new version, ms. */
const LOOK_INTERVAL = 3_600_000;

/** The page's side of the service worker. */
export class AppWorker {
  readonly #registration: ServiceWorkerRegistration;
  #applying = false;

  private constructor(registration: ServiceWorkerRegistration) {
    this.#registration = registration;
  }

  /**
   * Registers the service worker, and looks for new versions from then on.
   *
   * @returns Null where there can be none: without HTTPS, with a certificate that the browser does not trust, where a
   * setting forbids it. The page is then as it was before.
   */
  static async register(root: URL, events: AppWorkerEvents): Promise<AppWorker | null> {
    // Typed as always there, but left out on pages without HTTPS.
    const container: ServiceWorkerContainer | undefined = navigator.serviceWorker;
    if (container === undefined) return null;
    const returning = container.controller !== null;
    let registration: ServiceWorkerRegistration | undefined;
    try {
      // Its script is asked for anew each time, whatever the server lets be cached.
      registration = await container.register(new URL("sw.js", root).href, {
        scope: root.href,
        updateViaCache: "none",
      });
    } catch {
      return null;
    }
    // Typed as always there; where service workers are blocked, some browsers answer with nothing.
    if (registration === undefined) return null;
    const appWorker = new AppWorker(registration);
    appWorker.#watchControl(container, returning, events);
    appWorker.#watchUpdates(events);
    appWorker.#lookRegularly(returning);
    return appWorker;
  }

  /** Changes to the version that waits; the page loads again. */
  applyUpdate(): void {
    this.#applying = true;
    const { waiting } = this.#registration;
    // It may have been replaced by a newer one that is still being installed, or be at work already.
    if (waiting === null) location.reload();
    else waiting.postMessage({ type: "SKIP_WAITING" });
  }

  /** Waits until a version is at work, and asks it whether it has all that the lens needs without the network. */
  async isComplete(): Promise<boolean> {
    const { active } = await navigator.serviceWorker.ready;
    if (active === null) return false;
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener("message", ({ data }: MessageEvent<unknown>) => resolve(data === true), { once: true });
      port1.start();
      active.postMessage({ type: "IS_COMPLETE" }, [port2]);
    });
  }

  #watchControl(container: ServiceWorkerContainer, returning: boolean, events: AppWorkerEvents): void {
    // The first one takes the page over as it is.
    let controlled = returning;
    container.addEventListener("controllerchange", () => {
      if (!controlled) controlled = true;
      else if (this.#applying) location.reload();
      else events.onReplaced();
    });
  }

  #watchUpdates(events: AppWorkerEvents): void {
    const registration = this.#registration;
    const report = (): void => {
      // Without an active one it is the first, which need not wait.
      if (registration.waiting !== null && registration.active !== null) events.onUpdate();
    };
    const follow = (): void => registration.installing?.addEventListener("statechange", report);
    registration.addEventListener("updatefound", follow);
    follow();
    // It may have come in an earlier visit.
    report();
  }

  #lookRegularly(atOnce: boolean): void {
    let lookedAt = atOnce ? Number.NEGATIVE_INFINITY : Date.now();
    const look = (): void => {
      // A phone's page is shown many times an hour; a kiosk's for a month.
      if (document.hidden || Date.now() - lookedAt < LOOK_INTERVAL) return;
      lookedAt = Date.now();
      // Without the network it fails, and is tried at the next turn.
      this.#registration.update().catch(() => undefined);
    };
    look();
    setInterval(look, LOOK_INTERVAL / 6);
    document.addEventListener("visibilitychange", look);
  }
}
