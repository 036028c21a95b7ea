import type { Tool } from "./brush";

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** What a key asks for; null for keys that are not the sketch's. */
export function commandOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): "undo" | "redo" | Tool | null {
  const letter = key.toLowerCase();
  if (altKey) return null;
  if (ctrlKey || metaKey) {
    if (letter === "y" && ctrlKey) return "redo";
    if (letter !== "z") return null;
    return shiftKey ? "redo" : "undo";
  }
  if (letter === "p") return "pencil";
  return letter === "e" ? "eraser" : null;
}
