import type { Icon } from "../kit/icons";

export interface RailButtonProps {
  readonly icon: Icon;
  readonly label: string;
  /** A few letters under the icon. */
  readonly note?: string | undefined;
  /** For what stays on: whether it is. */
  readonly pressed?: boolean;
  /** For what unfolds beside it: whether it has. */
  readonly expanded?: boolean;
  /** Opens a panel. */
  readonly opensPanel?: boolean;
  /** The key that does the same, as `aria-keyshortcuts` wants it. */
  readonly shortcut?: string;
  readonly onClick: () => void;
}

/** A round button on the picture. */
export const RailButton = ({ icon: ButtonIcon, label, note, opensPanel = false, ...rest }: RailButtonProps) => (
  <button
    type="button"
    class="look-button"
    aria-label={note === undefined ? label : `${label} ${note}`}
    title={label}
    aria-pressed={rest.pressed}
    aria-expanded={rest.expanded}
    aria-haspopup={opensPanel ? "dialog" : undefined}
    aria-keyshortcuts={rest.shortcut}
    onClick={rest.onClick}
  >
    <ButtonIcon />
    {note !== undefined && <small aria-hidden="true">{note}</small>}
  </button>
);
