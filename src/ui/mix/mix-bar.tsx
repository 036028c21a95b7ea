import type { DomainChoice } from "../../session";
import { useUi } from "../context";
import { CloseIcon } from "../kit/icons";
import { useLanguage, useTranslate } from "../kit/language";
import { toggleMix } from "./commands";

/** Between the two dishes of a mix, how much there is of each; absent while there is no mix. */
export const MixBar = () => {
  const { lens } = useUi();
  const t = useTranslate();
  const { language } = useLanguage();
  const { mix, domains } = lens.state;
  const domainOf = (id: string | undefined) => domains.value.find((domain) => domain.id === id);
  const from = domainOf(mix.value?.from);
  const to = domainOf(mix.value?.to);
  if (mix.value === null || from === undefined || to === undefined) return null;
  const { amount } = mix.value;
  const percent = Math.round(amount * 100);
  const name = (domain: DomainChoice) => domain[language.value];
  return (
    <div class="mix" role="group" aria-label={t("mix.title")}>
      <button
        type="button"
        class="mix-dish"
        aria-label={t("mix.only", { dish: name(from) })}
        title={t("mix.only", { dish: name(from) })}
        onClick={() => lens.actions.chooseDomain(from.id)}
      >
        <img src={from.tile} alt="" />
      </button>
      <label class="mix-amount">
        <span class="mix-text" aria-hidden="true">
          <span>{name(from)}</span>
          <b>{t("mix.percent", { percent })}</b>
          <span>{name(to)}</span>
        </span>
        <input
          type="range"
          class="range"
          min={0}
          max={100}
          value={percent}
          aria-label={t("mix.amount", { from: name(from), to: name(to) })}
          aria-valuetext={t("mix.value", { percent, dish: name(to) })}
          onInput={(event) => lens.actions.mixDomains(from.id, to.id, Number(event.currentTarget.value) / 100)}
        />
      </label>
      <span class="mix-dish mix-other">
        <img src={to.tile} alt="" />
        <select
          aria-label={t("mix.other")}
          value={to.id}
          onChange={(event) => lens.actions.mixDomains(from.id, event.currentTarget.value, amount)}
        >
          {domains.value
            .filter(({ id }) => id !== from.id)
            .map((domain) => (
              <option key={domain.id} value={domain.id}>
                {name(domain)}
              </option>
            ))}
        </select>
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label={t("mix.end")}
        title={t("mix.end")}
        onClick={() => toggleMix(lens)}
      >
        <CloseIcon />
      </button>
    </div>
  );
};
