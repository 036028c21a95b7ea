import type { DishState, DomainChoice, PictureSize } from "../../session";
import { useTranslate, useUi } from "../context";

/** With several dishes on the tray, a small label on each says what it is and lets keys and readers choose it. */
export const DishMarks = () => {
  const { lens } = useUi();
  const { dishes, picture, source } = lens.state;
  const size = picture.value;
  if (size === null || dishes.value.length < 2) return null;
  const mirrored = source.value?.mirrored === true;
  return (
    <>
      {dishes.value.map((dish, index) => (
        <Mark key={dish.id} dish={dish} number={index + 1} size={size} mirrored={mirrored} />
      ))}
    </>
  );
};

interface MarkProps {
  readonly dish: DishState;
  readonly number: number;
  readonly size: PictureSize;
  readonly mirrored: boolean;
}

const Mark = ({ dish, number, size, mirrored }: MarkProps) => {
  const { lens, language } = useUi();
  const t = useTranslate();
  const { chosenDish, domains } = lens.state;
  const chosen = chosenDish.value === dish.id;
  const domain = domains.value.find(({ id }) => id === dish.domain);
  const name = nameOf(domain, language.value);
  const x = dish.ellipse.cx / size.width;
  const bottom = (dish.ellipse.cy + 0.85 * Math.max(dish.ellipse.rx, dish.ellipse.ry)) / size.height;
  return (
    <button
      type="button"
      class="mark"
      aria-pressed={chosen}
      aria-label={t("dish.choose", { number, name })}
      style={{ left: `${(mirrored ? 1 - x : x) * 100}%`, top: `${Math.min(bottom, 0.94) * 100}%` }}
      onClick={() => lens.actions.chooseDish(chosen ? null : dish.id)}
    >
      <b>{number}</b>
      <span>{name}</span>
    </button>
  );
};

const nameOf = (domain: DomainChoice | undefined, language: "en" | "ja"): string =>
  domain === undefined ? "" : domain[language];
