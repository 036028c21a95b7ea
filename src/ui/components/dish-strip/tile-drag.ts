/** CSS pixels that a mouse moves before it drags. */
const mouseReach = 6;
/** CSS pixels that a finger may tremble while it rests. */
const fingerReach = 10;
/** A finger that is pulled this far out of the strip, across the way it scrolls, drags. */
const pullOut = 20;
/** A finger that rests this long drags, ms. */
const holdMs = 380;

/** The parts of a PointerEvent that count. */
export interface DragPointer {
  readonly pointerId: number;
  readonly pointerType: string;
  readonly clientX: number;
  readonly clientY: number;
}

export interface DragEvents {
  /** It is a drag: from here on, moves belong to it and not to scrolling. */
  onStart(tile: string): void;
  onMove(x: number, y: number): void;
  onDrop(x: number, y: number): void;
  onCancel(): void;
}

/**
 * Tells a drag of a tile from a tap and from scrolling. A mouse drags once it moves; a finger drags after it has rested,
 * or when it is pulled out across the way in which the strip scrolls. One pointer at a time.
 */
export class TileDrag {
  readonly #events: DragEvents;
  #stroke: { readonly down: DragPointer; readonly tile: string; readonly scrolls: "across" | "down" } | null = null;
  #last = { x: 0, y: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dragging = false;

  constructor(events: DragEvents) {
    this.#events = events;
  }

  get dragging(): boolean {
    return this.#dragging;
  }

  /** @param scrolls the way in which a finger scrolls the strip */
  down(pointer: DragPointer, tile: string, scrolls: "across" | "down"): void {
    if (this.#stroke !== null) return;
    this.#stroke = { down: pointer, tile, scrolls };
    this.#last = { x: pointer.clientX, y: pointer.clientY };
    if (pointer.pointerType !== "mouse") this.#timer = setTimeout(() => this.#begin(), holdMs);
  }

  move(pointer: DragPointer): void {
    const stroke = this.#stroke;
    if (stroke === null || pointer.pointerId !== stroke.down.pointerId) return;
    this.#last = { x: pointer.clientX, y: pointer.clientY };
    if (this.#dragging) return this.#events.onMove(pointer.clientX, pointer.clientY);
    const dx = Math.abs(pointer.clientX - stroke.down.clientX);
    const dy = Math.abs(pointer.clientY - stroke.down.clientY);
    if (pointer.pointerType === "mouse") {
      if (Math.hypot(dx, dy) > mouseReach) this.#begin();
      return;
    }
    const [along, out] = stroke.scrolls === "across" ? [dx, dy] : [dy, dx];
    if (out > pullOut && out > along) this.#begin();
    // It trembles no more, it scrolls.
    else if (Math.hypot(dx, dy) > fingerReach) clearTimeout(this.#timer);
  }

  up(pointer: DragPointer): void {
    if (pointer.pointerId !== this.#stroke?.down.pointerId) return;
    if (this.#end()) this.#events.onDrop(pointer.clientX, pointer.clientY);
  }

  /** The browser took the pointer for itself (it scrolls), or people thought better of it. */
  cancel(): void {
    if (this.#end()) this.#events.onCancel();
  }

  #begin(): void {
    if (this.#stroke === null || this.#dragging) return;
    clearTimeout(this.#timer);
    this.#dragging = true;
    this.#events.onStart(this.#stroke.tile);
    this.#events.onMove(this.#last.x, this.#last.y);
  }

  /** True when it was a drag. */
  #end(): boolean {
    clearTimeout(this.#timer);
    const dragged = this.#dragging;
    this.#stroke = null;
    this.#dragging = false;
    return dragged;
  }
}
