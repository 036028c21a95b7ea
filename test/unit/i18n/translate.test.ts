import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { en } from "../../../src/i18n/en";
import { errorsEn } from "../../../src/i18n/errors.en";
import { errorsJa } from "../../../src/i18n/errors.ja";
import { ja } from "../../../src/i18n/ja";
import { errorText, preferredLanguage, translate } from "../../../src/i18n";

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").toSorted();
const source = path.resolve(import.meta.dirname, "../../../src");

/** Every class of error in the app, by the name it gives itself. */
const errorNames = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .flatMap((file) => [...readFileSync(path.join(source, file), "utf8").matchAll(/override readonly name = "(\w+)"/g)])
  .map(([, name]) => name ?? "");

describe("messages", () => {
  test("both languages have the same keys, and the same placeholders in each", () => {
    expect(new Set(Object.keys(ja))).toEqual(new Set(Object.keys(en)));
    for (const [key, text] of Object.entries(en)) {
      expect([key, ...placeholders(ja[key as keyof typeof ja])]).toEqual([key, ...placeholders(text)]);
    }
  });

  test("every message is used somewhere", () => {
    const used = readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("i18n"))
      .map((file) => readFileSync(path.join(source, file), "utf8"))
      .join("\n");
    // Keys that are put together from a part and a name.
    const families =
      /^(loading|file|status|engine|diagnostics\.(wakeLock|stage|restart|profile)|labs\.sketch\.example)\.|^labs\.[\w-]+\.(name|lead)$|^labs\.source\.(stew|above|plate)$|^immersive\.(why|path|calibration|feature|table)\./;
    const unused = Object.keys(en).filter((key) => !families.test(key) && !used.includes(`"${key}"`));
    expect(unused).toEqual([]);
  });

  test("nothing is left untranslated or empty", () => {
    const sameInBoth = new Set(["app.name", "mix.percent"]);
    for (const [key, text] of Object.entries(en)) {
      const translated = ja[key as keyof typeof ja];
      expect(translated.trim()).not.toBe("");
      if (!sameInBoth.has(key)) expect([key, translated]).not.toEqual([key, text]);
    }
  });

  test("placeholders are filled in", () => {
    expect(translate("en", "loading.bytes", { loaded: "0.4", total: "1.0" })).toBe("0.4 of 1.0 MB");
    expect(translate("ja", "dish.forDish", { number: 2 })).toBe("料理 2 だけを変更");
  });
});

describe("errors", () => {
  test("every error that people can meet has its own sentence, in both languages", () => {
    // These end in another error, or are mistakes in programs, and get the general sentence.
    const general = new Set([
      "DishMaskError",
      "FrameGoneError",
      "FrameRegionError",
      "LayerError",
      "NothingToCaptureError",
      "UnsupportedGraphError",
    ]);
    const missing = errorNames.filter((name) => !Object.hasOwn(errorsEn, name) && !general.has(name));
    expect(missing).toEqual([]);
    expect(new Set(Object.keys(errorsJa))).toEqual(new Set(Object.keys(errorsEn)));
  });

  test("unknown errors get a general sentence, names of objects' own members too", () => {
    expect(errorText("en", "TypeError").title).toBe("Something went wrong");
    expect(errorText("ja", "constructor").title).toBe("問題が発生しました");
  });

  test("no sentence of ours belongs to an error that no longer exists", () => {
    expect(Object.keys(errorsEn).filter((name) => !errorNames.includes(name))).toEqual([]);
  });
});

describe("preferredLanguage", () => {
  test.each([
    [["ja-JP", "en"], "ja"],
    [["fr-FR", "ja"], "ja"],
    [["en-GB"], "en"],
    [["de"], "en"],
    [[], "en"],
  ] as const)("%j is served in %s", (wanted, language) => {
    expect(preferredLanguage(wanted)).toBe(language);
  });
});
