import type { Icon } from "../../kit/icons";

export interface ToolProps {
  readonly icon: Icon;
  /** One short word, shown below the icon. */
  readonly label: string;
  /** The whole name, where the word is not enough; it begins with the word or contains it. */
  readonly title?: string;
  /** For tools that stay on: whether this one is. */
  readonly pressed?: boolean;
  /** The key that does the same, as `aria-keyshortcuts` wants it. */
  readonly shortcut?: string;
  /** Opens a panel. */
  readonly opensPanel?: boolean;
  readonly onClick: () => void;
}

/** A tool beside the shutter: an icon over a word, at least 56 pixels wide and high. */
export const Tool = ({ icon: ToolIcon, label, title, pressed, shortcut, opensPanel = false, onClick }: ToolProps) => (
  <button
    type="button"
    class="tool"
    title={title}
    aria-pressed={pressed}
    aria-keyshortcuts={shortcut}
    aria-haspopup={opensPanel ? "dialog" : undefined}
    onClick={onClick}
  >
    <ToolIcon />
    <span>{label}</span>
  </button>
);
