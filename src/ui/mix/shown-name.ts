import type { Language } from "../../i18n";
import type { DishState, DomainChoice } from "../../session";

/** What a dish is shown as, in a word; of a mix both names. Empty before the domains are there. */
export const shownName = (
  { domain, mix }: Pick<DishState, "domain" | "mix">,
  domains: readonly DomainChoice[],
  language: Language,
): string => {
  const nameOf = (id: string) => domains.find((each) => each.id === id)?.[language] ?? "";
  return mix === null ? nameOf(domain) : `${nameOf(mix.from)} + ${nameOf(mix.to)}`;
};
