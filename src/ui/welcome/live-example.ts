import { useComputed } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { watchStillness } from "../../capture";
import type { Lens } from "../../session";
import { dividerAt } from "./divider-path";

/** The dish of the prepared pictures (`tools/pictures`), shown by the lens too unless another was chosen. */
const exampleDish = "curry_rice";

/** Pictures drawn a second from which the lens's own divider moves as well as the prepared one. */
const smoothRate = 20;

/**
 * Moves the lens's own divider over the demo scene while this is mounted; true once the lens shows it
 * translated, on a device that draws it smoothly.
 */
export const useLiveExample = (lens: Lens): boolean => {
  const { state, actions } = lens;
  const showsDishes = useComputed(() => state.phase.value.kind === "ready" && state.dishes.value.length > 0);
  const isSmooth = useComputed(() => state.rates.value.drawn >= smoothRate && state.timings.value.translate > 0);
  const [live, setLive] = useState(false);
  useEffect(() => {
    if (showsDishes.value && isSmooth.value) setLive(true);
  }, [showsDishes.value, isSmooth.value]);
  const loaded = useComputed(() => state.domains.value.length > 0).value;

  useEffect(() => {
    if (loaded) actions.chooseDomain(exampleDish);
  }, [actions, loaded]);

  useEffect(() => {
    if (!live) return undefined;
    let request = 0;
    const began = performance.now();
    const move = (now: number) => {
      actions.setDivider(dividerAt(now - began));
      request = requestAnimationFrame(move);
    };
    const unwatch = watchStillness((still) => {
      cancelAnimationFrame(request);
      if (still) actions.setDivider(0.5);
      else request = requestAnimationFrame(move);
    });
    return () => {
      unwatch();
      cancelAnimationFrame(request);
      actions.setDivider(0);
    };
  }, [actions, live]);
  return live;
};
