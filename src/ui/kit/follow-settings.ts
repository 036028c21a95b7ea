import { effect, type ReadonlySignal } from "@preact/signals";
import { setOwnStillness } from "../../capture";
import type { Language } from "../../i18n";
import type { SettingsStore } from "../../session";

/** Keeps the document as the settings have it: language, theme, stillness. Returns what ends that. */
export const followSettings = (settings: SettingsStore, language: ReadonlySignal<Language>): (() => void) => {
  const root = document.documentElement;
  const ends = [
    effect(() => {
      root.lang = language.value;
    }),
    effect(() => {
      const { theme, calm = false } = settings.live.value;
      if (theme === undefined) delete root.dataset["theme"];
      else root.dataset["theme"] = theme;
      root.toggleAttribute("data-calm", calm);
      setOwnStillness(calm);
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
};
