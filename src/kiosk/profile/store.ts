import { signal, type ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../session";
import { KioskProfileError } from "../errors";
import type { KioskStorage } from "../storage";
import { defaultProfile, parseProfile } from "./parse";
import type { KioskProfile } from "./schema";

/** The file is looked at again this often, ms. */
const checkMs = 60_000;

export interface ProfileStatus {
  /** Where the profile in force comes from: the file, the last good one of this device, or the built-in values. */
  readonly from: "file" | "stored" | "defaults";
  /** What is wrong with the file as it is now; null while it is fine. */
  readonly problem: { readonly field: string; readonly message: string } | null;
}

export interface ProfileStoreOptions {
  /** Address of the file, on the page's own origin. */
  readonly url: string;
  readonly clock: Clock;
  readonly storage: KioskStorage;
  readonly fetch: typeof globalThis.fetch;
}

/**
 * The kiosk's profile: read at the start, and again each minute, without its content where it has not changed. A file
 * that is missing or broken changes nothing: the last good one holds, which is kept on the device over restarts.
 */
export class ProfileStore {
  readonly profile: ReadonlySignal<KioskProfile>;
  readonly status: ReadonlySignal<ProfileStatus>;
  readonly #options: ProfileStoreOptions;
  readonly #profile;
  readonly #status;
  readonly #storageKey: string;
  #etag: string | null = null;
  #cancel: () => void = () => undefined;

  constructor(options: ProfileStoreOptions) {
    this.#options = options;
    this.#storageKey = `profile ${options.url}`;
    const stored = this.#readStored();
    this.#profile = signal(stored ?? defaultProfile);
    this.#status = signal<ProfileStatus>({ from: stored === null ? "defaults" : "stored", problem: null });
    this.profile = this.#profile;
    this.status = this.#status;
  }

  /** Reads the file, and again from time to time; resolves after the first time. */
  async start(): Promise<void> {
    await this.check();
    this.#cancel = this.#options.clock.after(checkMs, () => void this.start());
  }

  /** Reads the file now, if it has changed. */
  async check(): Promise<void> {
    try {
      const text = await this.#fetch();
      if (text === null) return;
      this.#profile.value = parseProfile(text);
      this.#status.value = { from: "file", problem: null };
      this.#options.storage.set(this.#storageKey, text);
    } catch (error) {
      this.#onProblem(error);
    }
  }

  stop(): void {
    this.#cancel();
  }

  /** The file's text, or null where it is the one that is known. */
  async #fetch(): Promise<string | null> {
    const { url, fetch } = this.#options;
    const headers = this.#etag === null ? {} : { "If-None-Match": this.#etag };
    let response: Response;
    try {
      response = await fetch(url, { cache: "no-store", mode: "same-origin", headers });
    } catch (cause) {
      throw new KioskProfileError("", `The profile ${url} was not answered. Check the server.`, { cause });
    }
    if (response.status === 304) return null;
    if (!response.ok) {
      throw new KioskProfileError(
        "",
        `The server answered ${response.status} for the profile ${url}. Put the file there.`,
      );
    }
    const text = await response.text();
    // Only now: an answer that broke off is asked for again. A broken file that stays is not read each minute.
    this.#etag = response.headers.get("ETag");
    return text;
  }

  #onProblem(error: unknown): void {
    const field = error instanceof KioskProfileError ? error.field : "";
    const message = error instanceof Error ? error.message : String(error);
    this.#status.value = { ...this.#status.value, problem: { field, message } };
  }

  #readStored(): KioskProfile | null {
    const text = this.#options.storage.get(this.#storageKey);
    if (text === null) return null;
    try {
      return parseProfile(text);
    } catch {
      // Of an older version of the app.
      return null;
    }
  }
}
