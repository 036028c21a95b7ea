import { signal } from "@preact/signals";
import { render } from "preact";
import type { Language } from "../i18n";
import { Keeper } from "../keep";
import type { App as PwaApp } from "../pwa";
import type { Lens, SettingsStore } from "../session";
import { App } from "./app";
import { AppNotices } from "./app-notices/app-notices";
import { UiProvider, type Keep, type UiContext } from "./context";
import { followImmersive } from "./immersive/follow-immersive";
import { followSettings } from "./kit/follow-settings";
import { LanguageProvider } from "./kit/language";

export interface MountOptions {
  readonly lens: Lens;
  /** Where the session puts the compositor's canvas. */
  readonly canvasHost: HTMLElement;
  /** The one to begin with; a choice is remembered in `settings`. */
  readonly language: Language;
  /** What the session shows over the room in AR; without it there is no AR. */
  readonly overlayHost?: HTMLElement;
  readonly settings: SettingsStore;
  readonly kiosk: boolean;
  /** Begins with the screen of a first visit. */
  readonly welcome: boolean;
  /** The page as an app: offline, updates, installation; kiosks say nothing of it. */
  readonly pwa?: PwaApp;
  /** Default: `review` in a kiosk, `save` elsewhere. */
  readonly keep?: Keep;
}

/** Renders the interface into `root`, in place of what is there. Returns what takes it away. */
export const mount = (root: HTMLElement, options: MountOptions): (() => void) => {
  const language = signal(options.language);
  const context: UiContext = {
    lens: options.lens,
    canvasHost: options.canvasHost,
    settings: options.settings,
    kiosk: options.kiosk,
    welcome: signal(options.welcome),
    keep: options.keep ?? (options.kiosk ? "review" : "save"),
    keeper: new Keeper(options.lens),
    panel: signal(null),
  };
  const setLanguage = (chosen: Language) => {
    language.value = chosen;
    options.settings.update({ lang: chosen });
  };
  const endFollowing = followSettings(options.settings, language);
  root.replaceChildren();
  render(
    <LanguageProvider value={{ language, setLanguage }}>
      <UiProvider value={context}>
        <App />
        {options.pwa !== undefined && !options.kiosk && <AppNotices app={options.pwa} />}
      </UiProvider>
    </LanguageProvider>,
    root,
  );
  const { overlayHost } = options;
  if (overlayHost !== undefined) document.body.append(overlayHost);
  const endImmersive =
    overlayHost === undefined ? undefined : followImmersive(overlayHost, context, { language, setLanguage });
  return () => {
    endFollowing();
    endImmersive?.();
    overlayHost?.remove();
    render(null, root);
  };
};
