import { effect, signal } from "@preact/signals";
import { type ComponentType, Fragment, h, render } from "preact";

import { type Language, preferredLanguage, translate } from "../../../i18n";
import { browserStorage } from "../../../pwa";
import { SettingsStore } from "../../../session";
import { AppNotices } from "../../../ui/app-notices/app-notices";
import { followSettings } from "../../../ui/kit/follow-settings";
import { LanguageProvider } from "../../../ui/kit/language";
import { app } from "../model/site";
import { readAddress } from "./address";
import type { LabId } from "./labs";

/** Renders a lab into the page's `#app`, in the language and the looks that the lens remembers; a language that is chosen is remembered for it. */
export function mountLab(page: ComponentType, title: `labs.${LabId}.name` | "labs.title"): void {
  const root = document.getElementById("app");
  if (root === null) throw new Error("The page has no element with the id app.");
  const settings = new SettingsStore(browserStorage("localStorage"));
  const language = signal<Language>(
    readAddress(location.href).lang ?? settings.current.lang ?? preferredLanguage(navigator.languages),
  );
  followSettings(settings, language);
  effect(() => {
    document.title = `${translate(language.value, title)} · ${translate(language.value, "app.name")}`;
  });
  const setLanguage = (chosen: Language) => {
    language.value = chosen;
    settings.update({ lang: chosen });
  };
  const content = h(Fragment, null, h(page, null), h(AppNotices, { app }));
  render(h(LanguageProvider, { value: { language, setLanguage } }, content), root);
}
