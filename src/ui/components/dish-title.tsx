import { useUi } from "../context";
import { useTranslate } from "../kit/language";

/** The dish that the meal is shown as, in both languages, as on a menu. */
export const DishTitle = () => {
  const { lens } = useUi();
  const t = useTranslate();
  const { domains, currentDomain, chosenDish, dishes } = lens.state;
  const current = domains.value.find(({ id }) => id === currentDomain.value);
  const several = dishes.value.length > 1;
  const number = dishes.value.findIndex(({ id }) => id === chosenDish.value) + 1;
  return (
    <div class="title">
      <p class="title-for">
        {several && number > 0 ? t("dish.forDish", { number }) : t(several ? "dish.all" : "dish.strip")}
      </p>
      <h1 aria-live="polite">
        {current === undefined ? (
          <span class="title-ja skeleton">
            <span class="visually-hidden">{t("app.name")}</span>
            &nbsp;
          </span>
        ) : (
          <>
            <span class="title-ja" lang="ja">
              {current.ja}
            </span>
            <span class="title-en" lang="en">
              {current.en}
            </span>
          </>
        )}
      </h1>
    </div>
  );
};
