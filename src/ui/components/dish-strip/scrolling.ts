/** Without a scroll for so long, ms, a list has come to rest: momentum and snapping send one for every frame. */
const restMs = 140;

/** Calls back when people have scrolled the list sideways and it has come to rest; returns what ends that. */
export const watchScrolling = (list: HTMLElement, onRest: () => void): (() => void) => {
  const ended = new AbortController();
  const options = { signal: ended.signal, passive: true };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let touching = false;
  /** Scripts and layouts scroll, too. */
  let byHand = false;
  const rest = () => {
    if (touching || !byHand) return;
    byHand = false;
    if (list.scrollWidth > list.clientWidth + 1) onRest();
  };
  const wait = () => {
    clearTimeout(timer);
    if (byHand) timer = setTimeout(rest, restMs);
  };
  const begin = () => {
    touching = true;
  };
  const end = () => {
    touching = false;
    wait();
  };
  list.addEventListener("touchstart", begin, options);
  list.addEventListener("touchmove", () => (byHand = true), options);
  list.addEventListener("touchend", end, options);
  list.addEventListener("touchcancel", end, options);
  list.addEventListener("wheel", (event) => (byHand ||= Math.abs(event.deltaX) > Math.abs(event.deltaY)), options);
  list.addEventListener("scroll", wait, options);
  return () => {
    ended.abort();
    clearTimeout(timer);
  };
};

/** The tile whose middle is nearest to that of the list. */
export const centred = (list: HTMLElement): HTMLElement | undefined => {
  const middleOf = (element: HTMLElement) => {
    const { left, width } = element.getBoundingClientRect();
    return left + width / 2;
  };
  const middle = middleOf(list);
  const away = (tile: HTMLElement) => Math.abs(middleOf(tile) - middle);
  return [...list.querySelectorAll<HTMLElement>("[data-domain]")].toSorted((a, b) => away(a) - away(b))[0];
};
