import type { XRSession } from "iwer";
import { translate, type Language } from "../../i18n";
import type { EmulatedBrowser } from "../browser/emulated-browser";

const NAMES = {
  phone: "immersive.emulation.phone",
  quest: "immersive.emulation.quest",
  hololens: "immersive.emulation.hololens",
} as const;

/**
 * Says that the device is emulated, in front of everything; while a session runs also how to move in it, and a button
 * for the one that devices have to leave it.
 */
export function showPanel(browser: EmulatedBrowser, language: Language): HTMLElement {
  const panel = document.createElement("aside");
  const name = document.createElement("strong");
  const help = document.createElement("span");
  const leave = document.createElement("button");
  name.textContent = translate(language, NAMES[browser.kind]);
  help.textContent = translate(language, "immersive.emulation.help");
  leave.textContent = translate(language, "immersive.emulation.leave");
  leave.type = "button";
  leave.addEventListener("click", () => void browser.device.activeSession?.end());
  panel.append(name, help, leave);
  name.style.display = "block";
  panel.lang = language;
  panel.setAttribute("aria-label", name.textContent);
  Object.assign(panel.style, PANEL);
  Object.assign(leave.style, BUTTON);

  const running = (session: XRSession | null) => {
    help.hidden = session === null;
    leave.style.display = session === null ? "none" : "block";
    // Again in front: what was shown last is.
    panel.hidePopover();
    panel.showPopover();
  };
  document.body.append(panel);
  panel.popover = "manual";
  running(null);
  browser.onSession = (session) => {
    running(session);
    session.addEventListener("end", () => running(null), { once: true });
  };
  return panel;
}

/** Set on the element itself: the panel has no styles in the pages of those who never see it. */
const PANEL: Partial<CSSStyleDeclaration> = {
  position: "fixed",
  inset: "0 auto auto 0",
  boxSizing: "border-box",
  maxWidth: "min(72vw, 24rem)",
  margin: "0",
  padding: "0 10px",
  border: "0",
  borderRadius: "0 0 10px 0",
  background: "var(--ink-1)",
  color: "var(--text)",
  font: "0.75rem/1.5 var(--sans)",
  // What lies under it can still be tapped.
  pointerEvents: "none",
};

const BUTTON: Partial<CSSStyleDeclaration> = {
  pointerEvents: "auto",
  minHeight: "var(--target)",
  margin: "4px 0 6px",
  padding: "0 14px",
  border: "1px solid var(--line-strong)",
  borderRadius: "var(--radius)",
  background: "transparent",
  color: "inherit",
  font: "inherit",
};
