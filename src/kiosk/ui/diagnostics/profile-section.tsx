import { errorText } from "../../../i18n";
import { useLanguage, useTranslate } from "../../../ui/kit/language";
import { useKiosk } from "../context";

/** Whether the profile's file is the one in force, and what is wrong with it if not. */
export const ProfileSection = () => {
  const { store } = useKiosk().kiosk;
  const t = useTranslate();
  const { language } = useLanguage();
  const { from, problem } = store.status.value;
  return (
    <section>
      <h3>{t("diagnostics.profile")}</h3>
      <p>{t(`diagnostics.profile.${from}`)}</p>
      {problem !== null && (
        <div class="diagnostics-warning">
          <p>{errorText(language.value, "KioskProfileError").text}</p>
          <p lang="en">{problem.message}</p>
        </div>
      )}
      <button type="button" class="button" onClick={() => void store.check()}>
        {t("diagnostics.readAgain")}
      </button>
    </section>
  );
};
