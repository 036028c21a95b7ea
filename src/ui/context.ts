import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Signal } from "@preact/signals";
import type { Keeper } from "../keep";
import type { Lens, SettingsStore } from "../session";

/** Panels above the picture; one is open at a time. */
export type PanelName = "about" | "camera" | "grid" | "keys" | "more" | "settings" | "status";

/**
 * What people may keep of the lens: nothing, not even a photo to look at; a photo to look at, which goes away by itself;
 * photos and videos to save and share.
 */
export type Keep = "none" | "review" | "save";

/** What every component of the lens needs. */
export interface UiContext {
  readonly lens: Lens;
  readonly settings: SettingsStore;
  readonly kiosk: boolean;
  /** The first screen is shown: nobody has chosen yet what to look at. */
  readonly welcome: Signal<boolean>;
  readonly keep: Keep;
  readonly keeper: Keeper;
  /** Holds the compositor's canvas. */
  readonly canvasHost: HTMLElement;
  /** Which panel is open above the picture. */
  readonly panel: Signal<PanelName | null>;
}

const Context = createContext<UiContext | null>(null);
export const UiProvider = Context.Provider;

/** The context; only components below `UiProvider` have one. */
export const useUi = (): UiContext => {
  const context = useContext(Context);
  if (context === null) throw new Error("This component is used outside of UiProvider; render it below App.");
  return context;
};
