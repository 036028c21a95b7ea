/** What a key asks for. */
export type KeyCommand =
  | { readonly kind: "step"; readonly by: 1 | -1 }
  /** Part of a step: mixes with the dish beside. */
  | { readonly kind: "nudge"; readonly by: 1 | -1 }
  | { readonly kind: "dish"; readonly index: number }
  | { readonly kind: "original"; readonly shown: boolean }
  | { readonly kind: LetterCommand };

type LetterCommand = "camera" | "open" | "demo" | "compare" | "freeze" | "grid" | "mix" | "photo" | "record";

/** The parts of a KeyboardEvent that count. */
export interface KeyPress {
  readonly type: string;
  readonly key: string;
  readonly repeat: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** What holds the focus: it keeps the keys that it needs itself. */
export type KeyOwner = "nothing" | "button" | "strip" | "field";

const letters: ReadonlyMap<string, LetterCommand> = new Map([
  ["c", "camera"],
  ["o", "open"],
  ["d", "demo"],
  ["b", "compare"],
  ["f", "freeze"],
  ["g", "grid"],
  ["m", "mix"],
  ["p", "photo"],
  ["r", "record"],
]);

const steps: ReadonlyMap<string, 1 | -1> = new Map([
  ["ArrowRight", 1],
  ["ArrowDown", 1],
  ["ArrowLeft", -1],
  ["ArrowUp", -1],
]);

/** The command of a key, or null when it is none or belongs to what has the focus. */
export const keyCommand = (press: KeyPress, owner: KeyOwner): KeyCommand | null => {
  if (press.ctrlKey || press.metaKey || press.altKey || owner === "field") return null;
  if (press.key === " ") {
    // On a button, space presses it.
    if (press.repeat || owner === "button") return null;
    return { kind: "original", shown: press.type === "keydown" };
  }
  if (press.type !== "keydown") return null;
  const by = steps.get(press.key);
  if (by !== undefined) return { kind: press.shiftKey ? "nudge" : "step", by };
  if (press.repeat) return null;
  if (/^[0-9]$/.test(press.key)) return { kind: "dish", index: (Number(press.key) + 9) % 10 };
  const kind = letters.get(press.key.toLowerCase());
  return kind === undefined ? null : { kind };
};

/** What kind of element an event came from. */
export const keyOwner = (target: EventTarget | null): KeyOwner => {
  if (!(target instanceof Element)) return "nothing";
  if (target.closest("dialog, input, select, textarea, [contenteditable]") !== null) return "field";
  if (target.closest("[role=radio]") !== null) return "strip";
  return target.closest("button, a, summary") === null ? "nothing" : "button";
};
