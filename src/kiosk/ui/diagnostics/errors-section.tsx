import { useLanguage, useTranslate } from "../../../ui/kit/language";
import { useKiosk } from "../context";

/** The last errors, the newest first. */
export const ErrorsSection = () => {
  const { errors } = useKiosk().kiosk.upkeep.journal;
  const t = useTranslate();
  const { language } = useLanguage();
  return (
    <section>
      <h3>{t("diagnostics.errors")}</h3>
      {errors.length === 0 && <p>{t("diagnostics.noErrors")}</p>}
      <ul class="diagnostics-errors">
        {errors.map(({ at, name, message, times }) => (
          <li key={`${name} ${message}`}>
            <small>{t("diagnostics.errorAt", { time: new Date(at).toLocaleString(language.value), times })}</small>
            <b>{name}</b> {message}
          </li>
        ))}
      </ul>
    </section>
  );
};
