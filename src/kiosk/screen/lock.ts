/** Keys of the browser's own that pages may keep it from: find, print, save, reload, zoom, developer tools, history. */
const browserKeys =
  /^(F[1-9]|F1[0-2]|BrowserBack|BrowserForward|BrowserHome|BrowserRefresh|BrowserSearch|ContextMenu)$/;

/** Whether a key press belongs to the browser, not to the page. */
export const isBrowserKey = (press: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): boolean =>
  press.ctrlKey || press.metaKey || press.altKey || browserKeys.test(press.key);

/** What must not happen to a page that everybody may touch. */
const forbidden = ["contextmenu", "selectstart", "dragstart", "dragover", "drop", "paste", "copy", "cut"] as const;

/**
 * Takes away what would lead out of the page or disarrange it: menus, selection, dropped files, zoom, links, the browser's
 * keys. What only the browser's own kiosk mode can hold (Ctrl+W, Alt+F4, F11 in some) is in docs/kiosk.md. Returns what ends
 * that.
 */
export const lockPage = (): (() => void) => {
  const ended = new AbortController();
  const options = { capture: true, passive: false, signal: ended.signal };
  const prevent = (event: Event) => event.preventDefault();
  for (const type of forbidden) document.addEventListener(type, prevent, options);
  for (const type of ["gesturestart", "gesturechange"]) document.addEventListener(type, prevent, options);
  document.addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), options);
  document.addEventListener("keydown", (event) => isBrowserKey(event) && event.preventDefault(), options);
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      // Files that the diagnostics hand out are no way out.
      if (link !== null && !link.hasAttribute("download")) event.preventDefault();
    },
    options,
  );
  // The mouse's side buttons go back and forth.
  document.addEventListener("mouseup", (event) => event.button > 2 && event.preventDefault(), options);
  return () => ended.abort();
};
