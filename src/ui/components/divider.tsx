import { useUi } from "../context";
import { useTranslate } from "../kit/language";
import type { Span } from "../geometry";

/** Steps of the range, enough for every pixel of a large screen. */
const steps = 1000;

export interface DividerProps {
  /** The part of the picture that is on screen: the handle stays within it. */
  readonly span: Span;
}

/** Before and after: a line with a handle, which is the thumb of a range and so works with keys and readers. */
export const Divider = ({ span }: DividerProps) => {
  const { lens, welcome } = useUi();
  const t = useTranslate();
  const position = lens.state.divider.value;
  if (position <= 0) return null;
  const from = Math.max(span.from, 1 / steps);
  const shown = Math.min(Math.max(position, from), span.to);
  return (
    <>
      <div class="divider-line" style={{ transform: `translateX(${shown * 100}%)` }}>
        <span class="divider-before">{t("stage.original")}</span>
        <span class="divider-after">{t("stage.translated")}</span>
        <span class="divider-handle" aria-hidden="true" />
      </div>
      {!welcome.value && (
        <div class="divider-track" style={{ left: `${from * 100}%`, right: `${(1 - span.to) * 100}%` }}>
          <input
            type="range"
            class="divider-range"
            min={Math.round(from * steps)}
            max={Math.round(span.to * steps)}
            value={Math.round(shown * steps)}
            aria-label={t("control.divider")}
            aria-valuetext={t("control.dividerValue", { percent: Math.round(shown * 100) })}
            onInput={(event) => lens.actions.setDivider(Number(event.currentTarget.value) / steps)}
          />
        </div>
      )}
    </>
  );
};
