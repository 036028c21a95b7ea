import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { stillnessWanted } from "../../../capture";
import { useUi } from "../../context";
import { useTranslate } from "../../kit/language";
import { listenToDrags, type HeldTile } from "./drags";
import { centred, watchScrolling } from "./scrolling";
import { Tile } from "./tile";
import { listenToWheel } from "./wheel";

/**
 * The dishes to choose from, as pictures; one radio group, of which the chosen one takes the focus. Upright it is a
 * carousel: what comes to rest in its middle is chosen. A tile that is dragged onto another is mixed with it.
 */
export const DishStrip = () => {
  const { lens } = useUi();
  const t = useTranslate();
  const { domains, currentDomain } = lens.state;
  const list = useRef<HTMLDivElement>(null);
  const held = useSignal<HeldTile | null>(null);

  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>("[aria-checked=true]");
    if (chosen === null || chosen === undefined) return;
    // The focus goes along when it is in the strip: then the arrow keys moved it.
    if (list.current?.contains(document.activeElement) === true) chosen.focus({ preventScroll: true });
    chosen.scrollIntoView({ inline: "center", block: "nearest", behavior: stillnessWanted() ? "auto" : "smooth" });
  }, [currentDomain.value, domains.value]);

  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const { actions, state } = lens;
    const endings = [
      watchScrolling(element, () => {
        const id = centred(element)?.dataset["domain"];
        if (id !== undefined && id !== state.currentDomain.peek()) actions.chooseDomain(id);
      }),
      listenToWheel(element, (by) => {
        const ids = state.domains.peek().map(({ id }) => id);
        const next = ids[ids.indexOf(state.currentDomain.peek()) + by];
        if (next !== undefined) actions.chooseDomain(next);
      }),
      listenToDrags(element, {
        onHeld: (tile) => (held.value = tile),
        onDropped: (from, to) => actions.mixDomains(from, to, 0.5),
      }),
    ];
    return () => {
      for (const end of endings) end();
    };
  }, [lens, held]);

  const { from, to, x, y } = held.value ?? { from: null, to: null, x: 0, y: 0 };
  const ghost = domains.value.find(({ id }) => id === from);
  return (
    <div
      ref={list}
      class="strip"
      role="radiogroup"
      aria-label={t("dish.strip")}
      data-dragging={held.value === null ? undefined : ""}
    >
      {domains.value.length === 0
        ? Array.from({ length: 6 }, (_, index) => <span key={index} class="tile skeleton" aria-hidden="true" />)
        : domains.value.map((domain, index) => (
            <Tile key={domain.id} domain={domain} index={index} target={domain.id === to} />
          ))}
      {ghost !== undefined && (
        <span class="tile-ghost" style={{ left: `${x}px`, top: `${y}px` }} aria-hidden="true">
          <img src={ghost.tile} alt="" />
        </span>
      )}
    </div>
  );
};
