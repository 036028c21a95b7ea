import type { VNode } from "preact";
import { render } from "preact";
import { LanguageProvider, type LanguageContext } from "../kit/language";
import { UiProvider, type UiContext } from "../context";
import { Overlay } from "./overlay";
import "./immersive.css";

/** Renders what lies over the room into `host`; returns what takes it away. */
export const showOverlay = (host: HTMLElement, ui: UiContext, language: LanguageContext): (() => void) => {
  const content: VNode = (
    <LanguageProvider value={language}>
      <UiProvider value={ui}>
        <Overlay />
      </UiProvider>
    </LanguageProvider>
  );
  // A touch of a button is no touch of the room behind it.
  const onSelect = (event: Event) => {
    if (event.target instanceof Element && event.target.closest("button, .strip, .immersive-details") !== null) {
      event.preventDefault();
    }
  };
  host.addEventListener("beforexrselect", onSelect);
  render(content, host);
  return () => {
    host.removeEventListener("beforexrselect", onSelect);
    render(null, host);
  };
};
