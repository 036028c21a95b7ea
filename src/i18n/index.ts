export type { MessageKey } from "./en";
export type { ErrorText } from "./errors.en";
export { errorText, languages, preferredLanguage, translate } from "./translate";
export type { Language, MessageValues } from "./translate";
