import { useEffect, useRef } from "preact/hooks";
import { useUi } from "../context";
import { useTranslate } from "../kit/language";

export interface StrengthProps {
  readonly onClose: () => void;
}

/** How much of the translation is shown over the picture. */
export const Strength = ({ onClose }: StrengthProps) => {
  const { lens } = useUi();
  const t = useTranslate();
  const range = useRef<HTMLInputElement>(null);
  useEffect(() => range.current?.focus(), []);
  const percent = Math.round(lens.state.strength.value * 100);
  return (
    <label
      class="strength"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        const button = event.currentTarget.parentElement?.querySelector("button");
        onClose();
        button?.focus();
      }}
    >
      <span class="strength-text">
        {t("strength.label")}
        <b aria-hidden="true">{t("mix.percent", { percent })}</b>
      </span>
      <input
        ref={range}
        type="range"
        class="range"
        min={0}
        max={100}
        step={5}
        value={percent}
        aria-label={t("strength.label")}
        aria-valuetext={t("mix.percent", { percent })}
        onInput={(event) => lens.actions.setStrength(Number(event.currentTarget.value) / 100)}
      />
    </label>
  );
};
