import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useUi } from "../context";
import { useLanguage, useTranslate } from "../kit/language";

/** Someone who steps through the dishes hears the one at which they stop. */
const settledMs = 600;

/** Tells screen readers the dish, once it is settled. */
export const SpokenDish = () => {
  const { lens } = useUi();
  const { language } = useLanguage();
  const t = useTranslate();
  const { domains, currentDomain, mix } = lens.state;
  const nameOf = (id: string | undefined) => domains.value.find((domain) => domain.id === id)?.[language.value] ?? "";
  const other = nameOf(mix.value?.to);
  const percent = Math.round((mix.value?.amount ?? 0) * 100);
  const dish = nameOf(currentDomain.value);
  const text = other === "" ? dish : `${dish}, ${t("mix.with", { percent, dish: other })}`;
  const spoken = useSignal("");
  const shown = useComputed(() => spoken.value);
  useEffect(() => {
    const timer = setTimeout(() => {
      spoken.value = text;
    }, settledMs);
    return () => clearTimeout(timer);
  }, [text, spoken]);
  return (
    <p class="visually-hidden" aria-live="polite">
      {shown}
    </p>
  );
};
