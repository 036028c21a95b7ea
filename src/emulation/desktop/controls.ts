import { Euler, Quaternion, Vector3 } from "three";
import type { EmulatedBrowser } from "../browser/emulated-browser";

/** Radians for each pixel of a drag. */
const TURN = 0.0035;
/** Metres a second. */
const WALK = 0.45;
/** Pixels that a finger may wander and still have tapped. */
const STILL = 6;
/** Longer than this, ms, a press is held and no tap. */
const HOLD = 220;

/** Steps that keys make: right, up and backwards. */
const KEYS: Readonly<Record<string, readonly [number, number, number]>> = {
  KeyW: [0, 0, -1],
  KeyS: [0, 0, 1],
  KeyA: [-1, 0, 0],
  KeyD: [1, 0, 0],
  KeyE: [0, 1, 0],
  KeyQ: [0, -1, 0],
};

/** While a session runs: drag to look, W A S D to walk, click to select. */
export function steer(browser: EmulatedBrowser, panel: HTMLElement): void {
  const held = new Set<string>();
  let drag: Drag | null = null;
  const running = () => browser.device.activeSession !== undefined;

  const begin = (event: PointerEvent) => {
    if (!running() || !event.isPrimary || !(event.target instanceof Element) || panel.contains(event.target)) return;
    // The page may keep what happens on its own controls from being a selection in the room.
    const overlay = browser.overlay.root?.contains(event.target) ?? false;
    const free =
      !overlay || event.target.dispatchEvent(new Event("beforexrselect", { bubbles: true, cancelable: true }));
    if (free) drag = new Drag(browser, event);
  };
  const end = () => {
    drag?.end();
    drag = null;
  };
  window.addEventListener("pointerdown", begin, { capture: true });
  window.addEventListener("pointermove", (event) => drag?.move(event), { capture: true });
  window.addEventListener("pointerup", end, { capture: true });
  window.addEventListener("pointercancel", end, { capture: true });
  window.addEventListener(
    "keydown",
    (event) => {
      if (!running() || event.ctrlKey || event.metaKey || event.altKey || !(event.code in KEYS) || typing(event))
        return;
      held.add(event.code);
      // They mean something else to the page.
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
  window.addEventListener("keyup", (event) => held.delete(event.code), { capture: true });
  window.addEventListener("blur", () => held.clear());

  browser.onFrame = (elapsed) => {
    const step = new Vector3();
    for (const code of held) step.add(new Vector3(...(KEYS[code] ?? [0, 0, 0])));
    if (step.lengthSq() > 0) walk(browser, step.normalize().multiplyScalar((WALK * elapsed) / 1000));
  };
}

/** One finger, or a pressed mouse. */
class Drag {
  readonly #browser: EmulatedBrowser;
  readonly #from: PointerEvent;
  #latest: PointerEvent;
  #kind: "open" | "look" | "held" = "open";
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(browser: EmulatedBrowser, from: PointerEvent) {
    this.#browser = browser;
    this.#from = from;
    this.#latest = from;
    this.#timer = setTimeout(() => {
      if (this.#kind !== "open") return;
      this.#kind = "held";
      this.#press();
    }, HOLD);
  }

  move(event: PointerEvent): void {
    const [x, y] = [event.clientX - this.#latest.clientX, event.clientY - this.#latest.clientY];
    const far = Math.hypot(event.clientX - this.#from.clientX, event.clientY - this.#from.clientY);
    if (this.#kind === "open" && far > STILL) this.#kind = "look";
    if (this.#kind === "look") look(this.#browser, x * TURN, y * TURN);
    this.#latest = event;
  }

  end(): void {
    clearTimeout(this.#timer);
    if (this.#kind === "look") return;
    if (this.#kind === "open") this.#press();
    this.#browser.inputs.release();
  }

  #press(): void {
    const { clientX, clientY } = this.#from;
    this.#browser.inputs.press(clientX / innerWidth, clientY / innerHeight);
  }
}

/** The room follows the finger. */
function look({ viewer }: EmulatedBrowser, right: number, down: number): void {
  const { position, orientation } = viewer.pose;
  const turn = new Euler().setFromQuaternion(new Quaternion(...orientation), "YXZ");
  turn.set(Math.min(1.5, Math.max(-1.5, turn.x + down)), turn.y + right, 0);
  const { x, y, z, w } = new Quaternion().setFromEuler(turn);
  viewer.setPose({ position, orientation: [x, y, z, w] });
}

/** Level, whatever is looked at. */
function walk({ viewer }: EmulatedBrowser, step: Vector3): void {
  const { position, orientation } = viewer.pose;
  const { y } = new Euler().setFromQuaternion(new Quaternion(...orientation), "YXZ");
  const to = step.applyEuler(new Euler(0, y, 0)).add(new Vector3(...position));
  viewer.setPose({ position: to.toArray(), orientation });
}

function typing({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}
