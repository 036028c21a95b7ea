import * as v from "valibot";

/** Whole numbers in a range. */
const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const domainId = v.pipe(v.string(), v.regex(/^[a-z0-9_-]{1,64}$/, "must be a dish's id, such as ramen"));
const base64 = v.pipe(v.string(), v.base64("must be base64"), v.maxLength(128));
const webAddress = v.pipe(
  v.string(),
  v.maxLength(512),
  v.url("must be a web address"),
  v.startsWith("http", "must begin with http:// or https://"),
);
const timeOfDay = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 04:00"));

/** A PIN as `tools/kiosk/pin.mjs` writes it: PBKDF2 with SHA-256, 32 bytes. */
const pinSchema = v.strictObject({
  salt: base64,
  hash: base64,
  iterations: whole(100_000, 5_000_000),
});

const attractSchema = v.strictObject({
  /** What is shown while nobody is there. With `camera`, the camera stays on. */
  source: v.optional(v.picklist(["demo", "camera"]), "demo"),
  /** How long each dish is shown, seconds. */
  dishSeconds: v.optional(whole(3, 120), 7),
  /** A sentence of the owner's above the invitation. */
  message: v.optional(
    v.strictObject({ en: v.pipe(v.string(), v.maxLength(80)), ja: v.pipe(v.string(), v.maxLength(80)) }),
  ),
});

const idleSchema = v.pipe(
  v.strictObject({
    /** Seconds without a sign of anybody until the visit ends. */
    seconds: v.optional(whole(10, 3600), 75),
    /** The last of these seconds, in which the page asks whether somebody is still there. */
    warnSeconds: v.optional(whole(0, 60), 15),
    /** Whether motion in front of the camera is a sign of somebody. */
    motion: v.optional(v.boolean(), true),
    /** Share of the picture that has to change for that, [0.001, 1]. */
    motionThreshold: v.optional(v.pipe(v.number(), v.minValue(0.001), v.maxValue(1)), 0.03),
    /** Seconds for which motion alone keeps a visit up: a corridor is never still. */
    motionSeconds: v.optional(whole(0, 3600), 240),
  }),
  v.forward(
    v.check(({ seconds, warnSeconds }) => warnSeconds < seconds, "must be less than idle.seconds"),
    ["warnSeconds"],
  ),
);

const screenSchema = v.strictObject({
  fullscreen: v.optional(v.boolean(), true),
  wakeLock: v.optional(v.boolean(), true),
  /** How far the page wanders against burn-in, CSS pixels each way. */
  driftPixels: v.optional(whole(0, 16), 4),
});

const lockSchema = v.strictObject({
  /** Where a press of three seconds asks for the PIN. */
  corner: v.optional(v.picklist(["top-left", "top-right", "bottom-left", "bottom-right"]), "top-left"),
  /** Without a PIN the diagnostics can be read, and nobody can leave. */
  pin: v.optional(v.nullable(pinSchema), null),
});

const watchSchema = v.strictObject({
  /** Seconds without progress, while progress is due, after which a stage is restarted. */
  stallSeconds: v.optional(whole(2, 120), 5),
  /** When the page loads itself anew each day, local time; null for never. */
  restartAt: v.optional(v.nullable(timeOfDay), "04:00"),
  /** Up to so many minutes later, by chance, so that a row of kiosks does not ask the server at once. */
  restartJitterMinutes: v.optional(whole(0, 120), 10),
  /** Memory in use from which the page loads itself anew when nobody is there, MB; null for never. */
  memoryMegabytes: v.optional(v.nullable(whole(200, 64_000)), 1500),
});

const phoneSchema = v.strictObject({
  /** Whether visitors are shown a QR code of the app. */
  show: v.optional(v.boolean(), true),
  /** What it leads to; without it, this page's own address without `?kiosk`. */
  address: v.optional(webAddress),
});

/** What is wrong with a field that is not known: the commonest mistake is a letter. */
export const profileSchema = v.strictObject({
  /** For people who read the file. */
  $comment: v.optional(v.string()),
  /** The language in which each visit begins. */
  language: v.optional(v.picklist(["en", "ja"]), "ja"),
  /** What visitors see first: the camera, or the demo scene. */
  source: v.optional(v.picklist(["camera", "demo"]), "camera"),
  facing: v.optional(v.picklist(["user", "environment"])),
  /** The dishes to choose from, in this order; empty for all that the model has. */
  dishes: v.optional(v.pipe(v.array(domainId), v.maxLength(64), v.checkItems(isFirst, "is there twice")), []),
  /** The dish with which each visit begins; without it the first one. */
  firstDish: v.optional(domainId),
  attract: v.optional(attractSchema, {}),
  idle: v.optional(idleSchema, {}),
  screen: v.optional(screenSchema, {}),
  lock: v.optional(lockSchema, {}),
  watch: v.optional(watchSchema, {}),
  /** What visitors may keep: nothing, a photo to look at that goes away by itself, or files on this device. */
  keep: v.optional(v.picklist(["none", "review", "save"]), "review"),
  /** Whether visits, dishes and minutes are counted, on this device alone. */
  counters: v.optional(v.boolean(), false),
  phone: v.optional(phoneSchema, {}),
});

/** How a kiosk behaves: docs/kiosk.md lists every field. */
export type KioskProfile = v.InferOutput<typeof profileSchema>;
export type PinHash = v.InferOutput<typeof pinSchema>;
export type Corner = KioskProfile["lock"]["corner"];

function isFirst(item: string, index: number, items: string[]): boolean {
  return items.indexOf(item) === index;
}
