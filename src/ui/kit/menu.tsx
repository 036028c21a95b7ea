import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { Icon } from "./icons";
import { ForwardIcon } from "./icons";

export interface MenuSectionProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** Rows of a sheet that belong together, under a heading. */
export const MenuSection = ({ title, children }: MenuSectionProps) => {
  const id = useId();
  return (
    <section class="menu-section" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <div class="menu-rows">{children}</div>
    </section>
  );
};

interface MenuRowProps {
  readonly icon: Icon;
  readonly label: string;
  /** A second, quieter line. */
  readonly note?: string | undefined;
}

const RowText = ({ icon: RowIcon, label, note }: MenuRowProps) => (
  <>
    <RowIcon />
    <span class="menu-label">
      {label}
      {note !== undefined && <small>{note}</small>}
    </span>
  </>
);

export interface MenuButtonProps extends MenuRowProps {
  /** For what stays on: whether it is. */
  readonly pressed?: boolean;
  /** Leads to another sheet. */
  readonly leadsOn?: boolean;
  /** The key that does the same; shown where there is a keyboard. */
  readonly shortcut?: string;
  readonly onClick: () => void;
}

/** A row that does something. */
export const MenuButton = ({ pressed, leadsOn = false, shortcut, onClick, ...row }: MenuButtonProps) => (
  <button
    type="button"
    class="menu-row"
    aria-pressed={pressed}
    aria-keyshortcuts={shortcut}
    aria-haspopup={leadsOn ? "dialog" : undefined}
    onClick={onClick}
  >
    <RowText {...row} />
    {shortcut !== undefined && (
      <kbd class="key with-keys" aria-hidden="true">
        {shortcut}
      </kbd>
    )}
    {leadsOn && <ForwardIcon />}
  </button>
);

export interface MenuLinkProps extends MenuRowProps {
  /** Relative to the page. */
  readonly href: string;
}

/** A row that leads to another page. */
export const MenuLink = ({ href, ...row }: MenuLinkProps) => (
  <a class="menu-row" href={href}>
    <RowText {...row} />
    <ForwardIcon />
  </a>
);

export interface MenuSwitchProps extends MenuRowProps {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** A row that is on or off. */
export const MenuSwitch = ({ on, onChange, ...row }: MenuSwitchProps) => (
  <button type="button" class="menu-row" role="switch" aria-checked={on} onClick={() => onChange(!on)}>
    <RowText {...row} />
    <span class="switch" aria-hidden="true" />
  </button>
);

export interface MenuOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** Language of the label, where it is not the page's. */
  readonly lang?: string;
}

export interface MenuChoiceProps<Value extends string> extends MenuRowProps {
  readonly value: Value;
  readonly options: readonly MenuOption<Value>[];
  readonly onChange: (value: Value) => void;
}

/** A row with a few options side by side, one of which holds. */
export const MenuChoice = <Value extends string>({ value, options, onChange, ...row }: MenuChoiceProps<Value>) => {
  const id = useId();
  return (
    <div class="menu-row menu-choice" role="radiogroup" aria-labelledby={id}>
      <div class="menu-choice-text" id={id}>
        <RowText {...row} />
      </div>
      <div class="segments">
        {options.map((option) => (
          <label key={option.value} class="segment" lang={option.lang}>
            <input
              type="radio"
              name={id}
              class="visually-hidden"
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </div>
  );
};
