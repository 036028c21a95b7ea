import { signal, type ReadonlySignal } from "@preact/signals";
import * as v from "valibot";

/** The part of `Storage` that is used; it may throw (private windows, full quota). */
export type SettingsStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const storageKey = "mealshift.settings";

const settingsSchema = v.object({
  /** Absent follows the browser. */
  lang: v.optional(v.picklist(["en", "ja"])),
  /** Absent follows the system. */
  theme: v.optional(v.picklist(["light", "dark"])),
  /** The hand that holds or reaches; absent means the right one. */
  hand: v.optional(v.picklist(["left", "right"])),
  /** How the picture lies on the screen; absent lets the screen's shape decide. */
  fit: v.optional(v.picklist(["cover", "contain"])),
  /** A line on the picture that says what it shows. */
  captions: v.optional(v.boolean()),
  /** Nothing moves that need not, whatever the system asks for. */
  calm: v.optional(v.boolean()),
  /** Whether the page begins with the camera; absent begins with what was used last. */
  startCamera: v.optional(v.boolean()),
  /** The first screen was answered. */
  welcomed: v.optional(v.boolean()),
  domain: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9_-]{1,64}$/))),
  source: v.optional(v.picklist(["camera", "demo"])),
  deviceId: v.optional(v.pipe(v.string(), v.maxLength(256))),
  facing: v.optional(v.picklist(["user", "environment"])),
  /** Strength of the effect, [0, 1]. */
  strength: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  steam: v.optional(v.boolean()),
  /** The controls in space were used: they need no hints. */
  spaceLearned: v.optional(v.boolean()),
  /** Dishes may be chosen in space by their names, recognised on the device. */
  voice: v.optional(v.boolean()),
});

/** What is remembered between visits, on this device alone. */
export type LensSettings = Readonly<v.InferOutput<typeof settingsSchema>>;

/**
 * Settings in a storage. What is read is validated field by field, so that one spoiled field, or one of an older
 * version, does not cost the others; a storage that refuses to write costs the memory and nothing else.
 */
export class SettingsStore {
  readonly #storage: SettingsStorage | null;
  readonly #settings;

  /** `storage` null keeps the settings for this visit only (kiosks: the next visitor starts fresh). */
  constructor(storage: SettingsStorage | null) {
    this.#storage = storage;
    this.#settings = signal<LensSettings>(storage === null ? {} : readSettings(storage));
  }

  get current(): LensSettings {
    return this.#settings.peek();
  }

  /** The settings as a signal, for what follows them. */
  get live(): ReadonlySignal<LensSettings> {
    return this.#settings;
  }

  update(change: LensSettings): void {
    const settings = { ...this.#settings.peek(), ...change };
    this.#settings.value = settings;
    this.#write((storage) => storage.setItem(storageKey, JSON.stringify(settings)));
  }

  /** Back to how it was before the first visit. */
  forget(): void {
    this.#settings.value = {};
    this.#write((storage) => storage.removeItem(storageKey));
  }

  #write(change: (storage: SettingsStorage) => void): void {
    if (this.#storage === null) return;
    try {
      change(this.#storage);
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
