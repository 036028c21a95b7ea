import { effect, signal } from "@preact/signals";
import { render } from "preact";
import type { Language } from "../i18n";
import type { Lens } from "../session";
import { App } from "./app";
import { UiProvider, type UiContext } from "./context";
import { LanguageProvider } from "./kit/language";

export interface MountOptions {
  readonly lens: Lens;
  /** Where the session puts the compositor's canvas. */
  readonly canvasHost: HTMLElement;
  readonly language: Language;
  /** People chose another language. */
  readonly onLanguage: (language: Language) => void;
  readonly kiosk: boolean;
}

/** Renders the interface into `root`, in place of what is there. Returns what takes it away. */
export const mount = (root: HTMLElement, options: MountOptions): (() => void) => {
  const language = signal(options.language);
  const context: UiContext = {
    lens: options.lens,
    canvasHost: options.canvasHost,
    kiosk: options.kiosk,
    panel: signal(null),
  };
  const setLanguage = (chosen: Language) => {
    language.value = chosen;
    options.onLanguage(chosen);
  };
  const endLanguage = effect(() => {
    document.documentElement.lang = language.value;
  });
  root.replaceChildren();
  render(
    <LanguageProvider value={{ language, setLanguage }}>
      <UiProvider value={context}>
        <App />
      </UiProvider>
    </LanguageProvider>,
    root,
  );
  return () => {
    endLanguage();
    render(null, root);
  };
};
