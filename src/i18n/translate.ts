import { en, type MessageKey } from "./en";
import { errorsEn, unknownErrorEn, type ErrorText, type KnownErrorName } from "./errors.en";
import { errorsJa, unknownErrorJa } from "./errors.ja";
import { ja } from "./ja";

export const languages = ["en", "ja"] as const;
export type Language = (typeof languages)[number];

/** Names in `{braces}` of a message: what must be filled in. */
type Placeholder<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** Values for a message; a message without placeholders takes none. */
export type MessageValues<Key extends MessageKey> = [Placeholder<(typeof en)[Key]>] extends [never]
  ? []
  : [values: Readonly<Record<Placeholder<(typeof en)[Key]>, string | number>>];

const messages: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, ja };

/** The message in a language, with its placeholders filled in. */
export const translate = <Key extends MessageKey>(
  language: Language,
  key: Key,
  ...[values]: MessageValues<Key>
): string => {
  const filled: Readonly<Record<string, string | number>> = values ?? {};
  return messages[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(filled[name] ?? whole));
};

const isKnown = (name: string): name is KnownErrorName => Object.hasOwn(errorsEn, name);

/** What to tell people of an error, by its stable name; unknown names get a general sentence. */
export const errorText = (language: Language, name: string): ErrorText => {
  if (isKnown(name)) return (language === "ja" ? errorsJa : errorsEn)[name];
  return language === "ja" ? unknownErrorJa : unknownErrorEn;
};

/** Language of a person whose browser asks for these, best first (`navigator.languages`). */
export const preferredLanguage = (wanted: readonly string[]): Language => {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split("-")[0];
    const found = languages.find((language) => language === primary);
    if (found !== undefined) return found;
  }
  return "en";
};
