import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useTranslate } from "./language";
import { CloseIcon } from "./icons";

export interface PanelProps {
  readonly title: string;
  /** Takes the room that there is: for pictures. */
  readonly wide?: boolean;
  readonly onClose: () => void;
  /** Whether a tap beside it closes it. Default true; false where that would cost minutes of work. */
  readonly closesBeside?: boolean;
  readonly children: ComponentChildren;
}

/** What had the focus before the first of panels that follow each other. */
let opener: HTMLElement | null = null;

const rememberOpener = (): void => {
  const active = document.activeElement;
  const onPage = active instanceof HTMLElement && active !== document.body && active.closest("dialog") === null;
  if (onPage) opener = active;
};

const focusOpener = (): void => {
  if (document.querySelector("dialog[open]") === null) opener?.focus({ preventScroll: true });
};

/** A modal panel: a sheet from below on phones, a card in the middle elsewhere. Escape and a tap beside it close it. */
export const Panel = ({ title, onClose, wide = false, closesBeside = true, children }: PanelProps) => {
  const t = useTranslate();
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    rememberOpener();
    dialog.current?.showModal();
    // Once the panel is gone: until then the page behind it takes no focus.
    return () => void setTimeout(focusOpener);
  }, []);
  return (
    <dialog
      ref={dialog}
      class="panel surface"
      data-wide={wide ? "" : undefined}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        // Only the backdrop is the dialog itself; everything else lies in its body.
        if (closesBeside && event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div class="panel-body">
        <header class="panel-head">
          <h2 id={titleId}>{title}</h2>
          <button
            type="button"
            class="icon-button"
            aria-label={t("control.close")}
            onClick={() => dialog.current?.close()}
          >
            <CloseIcon />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
};
