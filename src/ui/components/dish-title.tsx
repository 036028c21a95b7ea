import { useUi } from "../context";
import { useLanguage, useTranslate } from "../kit/language";

/** The dish that the meal is shown as, in both languages, as on a menu; of a mix, how much of what is in it. */
export const DishTitle = () => {
  const { lens } = useUi();
  const t = useTranslate();
  const { language } = useLanguage();
  const { domains, currentDomain, chosenDish, dishes, mix } = lens.state;
  const current = domains.value.find(({ id }) => id === currentDomain.value);
  const other = domains.value.find(({ id }) => id === mix.value?.to);
  const several = dishes.value.length > 1;
  const number = dishes.value.findIndex(({ id }) => id === chosenDish.value) + 1;
  return (
    <div class="title">
      <p class="title-for">
        {several && number > 0 ? t("dish.forDish", { number }) : t(several ? "dish.all" : "dish.strip")}
      </p>
      <h1>
        {current === undefined ? (
          <>
            <span class="title-ja skeleton">
              <span class="visually-hidden">{t("app.name")}</span>
              &nbsp;
            </span>
            <span class="title-en skeleton">&nbsp;</span>
          </>
        ) : (
          <>
            <span class="title-ja" lang="ja">
              {current.ja}
            </span>
            {mix.value === null || other === undefined ? (
              <span class="title-en" lang="en">
                {current.en}
              </span>
            ) : (
              <span class="title-en">
                {t("mix.with", { percent: Math.round(mix.value.amount * 100), dish: other[language.value] })}
              </span>
            )}
          </>
        )}
      </h1>
    </div>
  );
};
