/** True where the page already fills the screen, by itself or because the browser was started so. */
const isFull = (): boolean => document.fullscreenElement !== null || matchMedia("(display-mode: fullscreen)").matches;

/** Takes the whole screen at the next touch or key whenever the page does not have it: browsers give it to gestures only. */
export const keepFullscreen = (wanted: () => boolean): (() => void) => {
  const ended = new AbortController();
  const options = { capture: true, signal: ended.signal };
  const take = () => {
    if (!wanted() || isFull() || !document.fullscreenEnabled) return;
    // A refusal is no harm: the next touch asks again.
    document.documentElement.requestFullscreen({ navigationUI: "hide" }).catch(() => undefined);
  };
  document.addEventListener("pointerup", take, options);
  document.addEventListener("keydown", take, options);
  return () => ended.abort();
};
