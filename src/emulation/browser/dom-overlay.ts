import type { XRSession } from "iwer";

/** What the screen of a phone shows over the room: one element of the page, in front of all others. */
export class DomOverlay {
  #root: HTMLElement | null = null;
  #styleBefore = "";

  /** The element while it is shown. */
  get root(): HTMLElement | null {
    return this.#root;
  }

  show(session: XRSession, root: HTMLElement): void {
    Object.assign(session, { domOverlayState: { type: "screen" } });
    if (!root.isConnected) return;
    const { padding, color, overflow } = getComputedStyle(root);
    this.#root = root;
    this.#styleBefore = root.style.cssText;
    // In the browser's top layer, as an element is that fills the screen; what popovers look like is undone.
    Object.assign(root.style, {
      position: "fixed",
      inset: "0",
      boxSizing: "border-box",
      width: "100%",
      height: "100%",
      maxWidth: "none",
      maxHeight: "none",
      margin: "0",
      border: "0",
      background: "transparent",
      padding,
      color,
      overflow,
    });
    root.popover = "manual";
    root.showPopover();
    session.addEventListener("end", () => this.#hide(), { once: true });
  }

  #hide(): void {
    const root = this.#root;
    this.#root = null;
    if (root === null) return;
    if (root.isConnected) root.hidePopover();
    root.popover = null;
    root.style.cssText = this.#styleBefore;
  }
}
