import { effect } from "@preact/signals";
import type { UiContext } from "../context";
import type { LanguageContext } from "../kit/language";

/** Has the overlay there while the lens is in AR; it is fetched for the first time. Returns what ends that. */
export const followImmersive = (host: HTMLElement, ui: UiContext, language: LanguageContext): (() => void) => {
  let hide: (() => void) | null = null;
  let wanted = false;
  const show = async () => {
    const { showOverlay } = await import("./show-overlay");
    if (wanted && hide === null) hide = showOverlay(host, ui, language);
  };
  const end = effect(() => {
    const { kind } = ui.lens.state.immersive.value;
    const before = wanted;
    wanted = kind === "starting" || kind === "running";
    if (wanted === before) return;
    if (wanted) {
      void show();
    } else {
      hide?.();
      hide = null;
    }
  });
  return () => {
    end();
    wanted = false;
    hide?.();
    hide = null;
  };
};
