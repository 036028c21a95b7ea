import type { DishState, PictureSize } from "../../session";
import { useUi } from "../context";
import { useLanguage, useTranslate } from "../kit/language";
import type { Span } from "../geometry";
import { shownName } from "../mix/shown-name";

/** With several dishes on the tray, a small label on each says what it is and lets keys and readers choose it. */
export const DishMarks = ({ span }: { readonly span: Span }) => {
  const { lens } = useUi();
  const { dishes, picture, source } = lens.state;
  const size = picture.value;
  if (size === null || dishes.value.length < 2) return null;
  const mirrored = source.value?.mirrored === true;
  return (
    <>
      {dishes.value.map((dish, index) => (
        <Mark key={dish.id} dish={dish} number={index + 1} size={size} span={span} mirrored={mirrored} />
      ))}
    </>
  );
};

interface MarkProps {
  readonly dish: DishState;
  readonly number: number;
  readonly size: PictureSize;
  readonly span: Span;
  readonly mirrored: boolean;
}

const Mark = ({ dish, number, size, span, mirrored }: MarkProps) => {
  const { lens, settings } = useUi();
  const leftHanded = settings.live.value.hand === "left";
  const { language } = useLanguage();
  const t = useTranslate();
  const { chosenDish, domains } = lens.state;
  const chosen = chosenDish.value === dish.id;
  const name = shownName(dish, domains.value, language.value);
  const x = mirrored ? 1 - dish.ellipse.cx / size.width : dish.ellipse.cx / size.width;
  // Half of a label stays clear of the screen's edge, and of the buttons on the other.
  const across = `clamp(${percent(span.from)}cqw + ${leftHanded ? 8 : 4.5}rem, ${percent(x)}cqw, ${percent(span.to)}cqw - ${leftHanded ? 4.5 : 8}rem)`;
  const bottom = (dish.ellipse.cy + 0.85 * Math.max(dish.ellipse.rx, dish.ellipse.ry)) / size.height;
  return (
    <button
      type="button"
      class="mark"
      aria-pressed={chosen}
      title={t("dish.choose", { number })}
      style={{ "--x": across, "--y": `${percent(Math.min(bottom, 0.94))}cqh` }}
      onClick={() => lens.actions.chooseDish(chosen ? null : dish.id)}
    >
      <b>{number}</b> <span>{name}</span>
    </button>
  );
};

const percent = (share: number): string => (share * 100).toFixed(2);
