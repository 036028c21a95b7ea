/** CSS pixels of wheel for one step: less than a notch of a mouse's wheel, more than the trembling of a touchpad. */
const stepLength = 60;
/** CSS pixels of a line, for browsers that count wheels in lines. */
const lineHeight = 20;
/** A pause after which what was left of a turn counts no more, ms. */
const forgetMs = 250;

/**
 * Turning the wheel up and down moves through a list that cannot scroll that way itself; returns what ends that.
 * Calls back with 1 or -1 for each step.
 */
export const listenToWheel = (list: HTMLElement, onStep: (by: 1 | -1) => void): (() => void) => {
  let turned = 0;
  let lastAt = 0;
  const listener = (event: WheelEvent) => {
    const scrolls = list.scrollHeight > list.clientHeight + 1;
    if (scrolls || event.ctrlKey || Math.abs(event.deltaY) <= Math.abs(event.deltaX)) return;
    event.preventDefault();
    if (event.timeStamp - lastAt > forgetMs) turned = 0;
    lastAt = event.timeStamp;
    turned += event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : lineHeight);
    if (Math.abs(turned) < stepLength) return;
    // One step an event: a notch that counts for hundreds of pixels is still one notch.
    onStep(turned > 0 ? 1 : -1);
    turned = 0;
  };
  list.addEventListener("wheel", listener, { passive: false });
  return () => list.removeEventListener("wheel", listener);
};
