/** A part of the page. */
export interface Panel {
  readonly element: HTMLElement;
  /** Shows what the store knows now. */
  update(): void;
}
