import { useLanguage, useTranslate } from "./language";

/** Changes over to the other language, named in that language. */
export const LanguageButton = ({ class: name }: { readonly class: string }) => {
  const t = useTranslate();
  const { language, setLanguage } = useLanguage();
  const other = language.value === "ja" ? "en" : "ja";
  return (
    <button
      type="button"
      class={name}
      lang={other}
      aria-label={t("language.switchLabel")}
      onClick={() => setLanguage(other)}
    >
      {t("language.switch")}
    </button>
  );
};
