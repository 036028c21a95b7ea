import { batch } from "@preact/signals";
import type { Lens } from "../session";

/** Puts the lens back to where a visit begins: nothing that the visitor before chose is left. */
export const resetLens = ({ state, actions }: Lens, dish: string | undefined): void => {
  batch(() => {
    actions.setFrozen(false);
    actions.setOriginal(false);
    actions.setStrength(1);
    actions.setDivider(0);
    actions.chooseDish(null);
    if (dish !== undefined) actions.chooseDomain(dish);
    for (const { id } of state.notices.peek()) actions.dismissNotice(id);
  });
};
