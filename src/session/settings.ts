import * as v from "valibot";

/** What is remembered between visits, on this device alone. */
export interface LensSettings {
  readonly lang?: "en" | "ja" | undefined;
  readonly domain?: string | undefined;
  readonly source?: "camera" | "demo" | undefined;
  readonly deviceId?: string | undefined;
  readonly facing?: "user" | "environment" | undefined;
  /** Strength of the effect, [0, 1]. */
  readonly strength?: number | undefined;
  readonly steam?: boolean | undefined;
}

/** The part of `Storage` that is used; it may throw (private windows, full quota). */
export type SettingsStorage = Pick<Storage, "getItem" | "setItem">;

const storageKey = "mealshift.settings";

const settingsSchema = v.object({
  lang: v.optional(v.picklist(["en", "ja"])),
  domain: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9_-]{1,64}$/))),
  source: v.optional(v.picklist(["camera", "demo"])),
  deviceId: v.optional(v.pipe(v.string(), v.maxLength(256))),
  facing: v.optional(v.picklist(["user", "environment"])),
  strength: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  steam: v.optional(v.boolean()),
});

/**
 * Settings in a storage. What is read is validated field by field, so that one spoiled field, or one of an older
 * version, does not cost the others; a storage that refuses to write costs the memory and nothing else.
 */
export class SettingsStore {
  readonly #storage: SettingsStorage | null;
  #settings: LensSettings;

  /** `storage` null keeps the settings for this visit only (kiosks: the next visitor starts fresh). */
  constructor(storage: SettingsStorage | null) {
    this.#storage = storage;
    this.#settings = storage === null ? {} : readSettings(storage);
  }

  get current(): LensSettings {
    return this.#settings;
  }

  update(change: LensSettings): void {
    this.#settings = { ...this.#settings, ...change };
    if (this.#storage === null) return;
    try {
      this.#storage.setItem(storageKey, JSON.stringify(this.#settings));
    } catch {
      // Quota or policy: the visit goes on with what is in memory.
    }
  }
}

const readSettings = (storage: SettingsStorage): LensSettings => {
  let raw: unknown;
  try {
    raw = JSON.parse(storage.getItem(storageKey) ?? "{}");
  } catch {
    return {};
  }
  const result = v.safeParse(settingsSchema, raw);
  if (result.success) return result.output;
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return {};
  const spoiled = new Set(result.issues.map((issue) => issue.path?.[0]?.key));
  const kept = Object.fromEntries(Object.entries(raw).filter(([key]) => !spoiled.has(key)));
  const second = v.safeParse(settingsSchema, kept);
  return second.success ? second.output : {};
};
