import { TileDrag } from "./tile-drag";

/** A tile under the finger. */
export interface HeldTile {
  /** Domain of the tile. */
  readonly from: string;
  /** Domain of the tile that it is held over, if that is another. */
  readonly to: string | null;
  /** CSS pixels of the window. */
  readonly x: number;
  readonly y: number;
}

export interface DragListeners {
  onHeld(tile: HeldTile | null): void;
  /** One tile was let go over another. */
  onDropped(from: string, to: string): void;
}

/** A tile that is held so near to the strip's end, CSS pixels, scrolls it. */
const edge = 56;
/** CSS pixels for each frame. */
const scrollSpeed = 9;

/** Drags of tiles within the strip; returns what ends that. */
export const listenToDrags = (list: HTMLElement, listeners: DragListeners): (() => void) => {
  let from: string | null = null;
  let at = { x: 0, y: 0 };
  let frame = 0;
  const under = (x: number, y: number): string | null => {
    const domain = domainOf(document.elementFromPoint(x, y));
    return domain === from ? null : domain;
  };
  const show = () => {
    if (from !== null) listeners.onHeld({ from, to: under(at.x, at.y), ...at });
  };
  const scroll = () => {
    frame = requestAnimationFrame(scroll);
    if (scrollNearEdge(list, at.x)) show();
  };
  const end = () => {
    from = null;
    cancelAnimationFrame(frame);
    listeners.onHeld(null);
  };
  const drag = new TileDrag({
    onStart: (tile) => {
      from = tile;
      frame = requestAnimationFrame(scroll);
      // The drag that follows is no click on where it ends.
      list.addEventListener("click", stop, { capture: true, once: true });
    },
    onMove: (x, y) => {
      at = { x, y };
      show();
    },
    onDrop: (x, y) => {
      const [dragged, to] = [from, under(x, y)];
      end();
      if (dragged !== null && to !== null) listeners.onDropped(dragged, to);
      // Where there is no click after all, the next one is meant.
      setTimeout(() => list.removeEventListener("click", stop, { capture: true }));
    },
    onCancel: end,
  });
  const ended = new AbortController();
  const { signal } = ended;
  list.addEventListener(
    "pointerdown",
    (event) => {
      const tile = domainOf(event.target);
      if (tile === null || event.button !== 0) return;
      drag.down(event, tile, list.scrollWidth > list.clientWidth + 1 ? "across" : "down");
    },
    { signal },
  );
  // On the document: a mouse leaves the strip while it drags.
  document.addEventListener("pointermove", (event) => drag.move(event), { signal });
  document.addEventListener("pointerup", (event) => drag.up(event), { signal });
  document.addEventListener("pointercancel", () => drag.cancel(), { signal });
  document.addEventListener(
    "keydown",
    ({ key }) => {
      if (key === "Escape") drag.cancel();
    },
    { signal },
  );
  const keep = (event: Event) => {
    if (drag.dragging && event.cancelable) event.preventDefault();
  };
  // A finger that drags must not scroll, and one that rests must not ask for the picture's menu.
  list.addEventListener("touchmove", keep, { signal, passive: false });
  list.addEventListener("contextmenu", keep, { signal });
  return () => {
    drag.cancel();
    ended.abort();
  };
};

const stop = (event: Event): void => {
  event.preventDefault();
  event.stopPropagation();
};

const domainOf = (target: EventTarget | null): string | null =>
  target instanceof Element ? (target.closest<HTMLElement>("[data-domain]")?.dataset["domain"] ?? null) : null;

/** True when it scrolled. */
const scrollNearEdge = (list: HTMLElement, x: number): boolean => {
  if (list.scrollWidth <= list.clientWidth + 1) return false;
  const { left, right } = list.getBoundingClientRect();
  const by = x < left + edge ? -scrollSpeed : x > right - edge ? scrollSpeed : 0;
  const before = list.scrollLeft;
  list.scrollLeft += by;
  return list.scrollLeft !== before;
};
