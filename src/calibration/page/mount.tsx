import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { h, render } from "preact";
import { type Language, preferredLanguage, translate } from "../../i18n";
import { SettingsStore } from "../../session";
import { followSettings } from "../../ui/kit/follow-settings";
import { LanguageProvider } from "../../ui/kit/language";
import type { Calibration } from "../state";
import { CardSheet } from "./card-sheet";
import { CalibrationPage } from "./page";

export interface MountOptions {
  /** Where settings are remembered; null where that is forbidden. */
  readonly storage: Storage | null;
  /** Of the address. */
  readonly lang: Language | undefined;
  readonly create: (language: ReadonlySignal<Language>) => Calibration;
}

/** Renders the page into `#app`, or with `?card` the card alone, in the language and the looks that the lens remembers. */
export function mountCalibration({ storage, lang, create }: MountOptions): void {
  const root = document.getElementById("app");
  if (root === null) throw new Error("The page has no element with the id app.");
  const settings = new SettingsStore(storage);
  const language = signal<Language>(lang ?? settings.current.lang ?? preferredLanguage(navigator.languages));
  followSettings(settings, language);
  effect(() => {
    document.title = `${translate(language.value, "calibration.title")} · ${translate(language.value, "app.name")}`;
  });
  const setLanguage = (chosen: Language) => {
    language.value = chosen;
    settings.update({ lang: chosen });
  };
  const card = new URL(location.href).searchParams.has("card");
  const content = card ? h(CardSheet, null) : h(CalibrationPage, { calibration: create(language) });
  render(h(LanguageProvider, { value: { language, setLanguage } }, content), root);
}
