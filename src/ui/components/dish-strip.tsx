import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { DomainChoice } from "../../session";
import { useUi } from "../context";
import { useLanguage, useTranslate } from "../kit/language";

/** The dishes to choose from, as pictures; one radio group, of which the chosen one takes the focus. */
export const DishStrip = () => {
  const { lens } = useUi();
  const t = useTranslate();
  const { domains, currentDomain } = lens.state;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>("[aria-checked=true]");
    if (chosen === null || chosen === undefined) return;
    // The focus goes along when it is in the strip: then the arrow keys moved it.
    if (list.current?.contains(document.activeElement) === true) chosen.focus({ preventScroll: true });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    chosen.scrollIntoView({ inline: "center", block: "nearest", behavior: still ? "auto" : "smooth" });
  }, [currentDomain.value, domains.value]);
  return (
    <div ref={list} class="strip" role="radiogroup" aria-label={t("dish.strip")}>
      {domains.value.length === 0
        ? Array.from({ length: 6 }, (_, index) => <span key={index} class="tile skeleton" aria-hidden="true" />)
        : domains.value.map((domain, index) => <Tile key={domain.id} domain={domain} index={index} />)}
    </div>
  );
};

const Tile = ({ domain, index }: { readonly domain: DomainChoice; readonly index: number }) => {
  const { lens } = useUi();
  const { language } = useLanguage();
  const { currentDomain } = lens.state;
  const chosen = useComputed(() => currentDomain.value === domain.id).value;
  const missing = useSignal(false);
  const name = language.value === "ja" ? domain.ja : domain.en;
  return (
    <button
      type="button"
      class="tile"
      role="radio"
      aria-checked={chosen}
      aria-label={`${domain.ja} ${domain.en}`}
      aria-keyshortcuts={index < 10 ? String((index + 1) % 10) : undefined}
      tabIndex={chosen ? 0 : -1}
      data-plain={missing.value ? "" : undefined}
      onClick={() => lens.actions.chooseDomain(domain.id)}
    >
      <span class="tile-picture">
        {!missing.value && (
          <img src={domain.tile} alt="" draggable={false} loading="lazy" onError={() => (missing.value = true)} />
        )}
        {missing.value && (
          <span class="tile-plain" lang="ja" aria-hidden="true">
            {domain.ja}
          </span>
        )}
      </span>
      <span class="tile-name" lang={language.value}>
        {name}
      </span>
      {index < 10 && (
        <kbd class="tile-key" aria-hidden="true">
          {(index + 1) % 10}
        </kbd>
      )}
    </button>
  );
};
