import { useComputed, useSignal } from "@preact/signals";
import type { DomainChoice } from "../../../session";
import { useUi } from "../../context";
import { useLanguage } from "../../kit/language";

export interface TileProps {
  readonly domain: DomainChoice;
  readonly index: number;
  /** A tile is held over it, and would be mixed with it. */
  readonly target: boolean;
}

/** One dish of the strip: its picture, its name, its key. */
export const Tile = ({ domain, index, target }: TileProps) => {
  const { lens } = useUi();
  const { language } = useLanguage();
  const { currentDomain, mix } = lens.state;
  const chosen = useComputed(() => currentDomain.value === domain.id).value;
  const mixed = useComputed(() => mix.value?.to === domain.id).value;
  const missing = useSignal(false);
  const name = domain[language.value];
  return (
    <button
      type="button"
      class="tile"
      role="radio"
      aria-checked={chosen}
      aria-label={`${domain.ja} ${domain.en}`}
      aria-keyshortcuts={index < 10 ? String((index + 1) % 10) : undefined}
      tabIndex={chosen ? 0 : -1}
      data-domain={domain.id}
      data-plain={missing.value ? "" : undefined}
      data-mixed={mixed ? "" : undefined}
      data-target={target ? "" : undefined}
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
