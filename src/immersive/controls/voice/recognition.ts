export type Language = "en" | "ja";

/** The part of `SpeechRecognition` that is used. */
export interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  maxAlternatives: number;
  processLocally: boolean;
  start(): void;
  abort(): void;
}

export interface RecognitionConstructor {
  new (): Recognition;
  available(options: { readonly langs: readonly string[]; readonly processLocally: boolean }): Promise<string>;
}

/** One way to read what was heard. */
export interface Alternative {
  readonly transcript: string;
  readonly confidence: number;
}

const tags: Readonly<Record<Language, string>> = { en: "en-US", ja: "ja-JP" };

/** Language tag that a recogniser is asked for. */
export const tagOf = (language: Language): string => tags[language];

/** A recogniser that can be told to stay on the device; one that cannot is none to us. */
export const findRecognition = (scope: object = globalThis): RecognitionConstructor | null => {
  const found: unknown = Reflect.get(scope, "SpeechRecognition") ?? Reflect.get(scope, "webkitSpeechRecognition");
  return isLocal(found) ? found : null;
};

const isLocal = (found: unknown): found is RecognitionConstructor =>
  typeof found === "function" &&
  typeof Reflect.get(found, "available") === "function" &&
  typeof found.prototype === "object" &&
  found.prototype !== null &&
  Reflect.has(found.prototype, "processLocally");

/** Whether speech of this language is recognised on the device, now, without a download and without a server. */
export const voiceAvailable = async (language: Language, scope: object = globalThis): Promise<boolean> => {
  const recognition = findRecognition(scope);
  if (recognition === null) return false;
  try {
    return (await recognition.available({ langs: [tagOf(language)], processLocally: true })) === "available";
  } catch {
    // A policy of the page, or a language that it has never heard of.
    return false;
  }
};

/** The final results of an event, each with its alternatives, best first. */
export const finalResults = (event: Event): readonly (readonly Alternative[])[] => {
  const { results, resultIndex = 0 } = event as Event & {
    readonly results?: ArrayLike<ArrayLike<Alternative> & { readonly isFinal: boolean }>;
    readonly resultIndex?: number;
  };
  return Array.from(results ?? [])
    .slice(resultIndex)
    .filter(({ isFinal }) => isFinal)
    .map((alternatives) => Array.from(alternatives));
};
