import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Signal } from "@preact/signals";
import { translate, type Language, type MessageKey, type MessageValues } from "../../i18n";

/** The language of a page, for everything below `LanguageProvider`. */
export interface LanguageContext {
  readonly language: Signal<Language>;
  /** Changes the language, and remembers it. */
  readonly setLanguage: (language: Language) => void;
}

const Context = createContext<LanguageContext | null>(null);
export const LanguageProvider = Context.Provider;

/** Only components below `LanguageProvider` have one. */
export const useLanguage = (): LanguageContext => {
  const context = useContext(Context);
  if (context === null) throw new Error("This component has no language; render it below LanguageProvider.");
  return context;
};

/** Fills messages in the language of the moment; components that use it follow a change of language. */
export type Translate = <Key extends MessageKey>(key: Key, ...values: MessageValues<Key>) => string;

export const useTranslate = (): Translate => {
  const { language } = useLanguage();
  const current = language.value;
  return (key, ...values) => translate(current, key, ...values);
};
