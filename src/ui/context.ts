import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Signal } from "@preact/signals";
import { translate, type Language, type MessageKey, type MessageValues } from "../i18n";
import type { Lens } from "../session";

/** What every component needs. */
export interface UiContext {
  readonly lens: Lens;
  readonly language: Signal<Language>;
  /** Changes the language, and remembers it. */
  readonly setLanguage: (language: Language) => void;
  readonly kiosk: boolean;
  /** Holds the compositor's canvas. */
  readonly canvasHost: HTMLElement;
  /** Which panel is open above the picture. */
  readonly panel: Signal<"camera" | "status" | null>;
}

const Context = createContext<UiContext | null>(null);
export const UiProvider = Context.Provider;

/** The context; only components below `UiProvider` have one. */
export const useUi = (): UiContext => {
  const context = useContext(Context);
  if (context === null) throw new Error("This component is used outside of UiProvider; render it below App.");
  return context;
};

/** Fills messages in the language of the moment; components that use it follow a change of language. */
export type Translate = <Key extends MessageKey>(key: Key, ...values: MessageValues<Key>) => string;

export const useTranslate = (): Translate => {
  const { language } = useUi();
  const current = language.value;
  return (key, ...values) => translate(current, key, ...values);
};
