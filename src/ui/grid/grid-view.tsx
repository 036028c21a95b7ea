import { useEffect, useRef } from "preact/hooks";
import { useUi } from "../context";
import { useLanguage, useTranslate } from "../kit/language";
import { Panel } from "../kit/panel";
import { arrowTarget } from "./arrows";
import { CellCanvases, originalCell } from "./cell-canvases";

/** All dishes at once: the meal as it is, and as each dish, live, one after the other. Tap one to take it. */
export const GridView = () => {
  const { lens, panel } = useUi();
  const t = useTranslate();
  const { language } = useLanguage();
  const { domains, currentDomain, dishes, mix } = lens.state;
  const canvases = useRef(new CellCanvases()).current;
  const list = useRef<HTMLUListElement>(null);
  const close = () => {
    panel.value = null;
  };

  useEffect(() => lens.actions.watchDomains((picture) => canvases.show(picture)), [lens, canvases]);

  const onKeyDown = (event: KeyboardEvent) => {
    const cells = [...(list.current?.querySelectorAll<HTMLButtonElement>("button") ?? [])];
    const at = cells.findIndex((cell) => cell === document.activeElement);
    const top = cells[0]?.offsetTop;
    const columns = cells.filter((cell) => cell.offsetTop === top).length;
    const target = at < 0 ? null : arrowTarget(event.key, at, columns, cells.length);
    if (target === null) return;
    event.preventDefault();
    cells[target]?.focus();
  };

  return (
    <Panel title={t("grid.title")} wide onClose={close}>
      {dishes.value.length === 0 && <p role="status">{t("grid.noDish")}</p>}
      <ul ref={list} class="grid" onKeyDown={onKeyDown}>
        <li>
          <button type="button" class="grid-cell" aria-label={t("grid.back")} onClick={close}>
            <canvas ref={(canvas) => canvases.set(originalCell, canvas)} aria-hidden="true" />
            <span class="grid-name">{t("stage.original")}</span>
          </button>
        </li>
        {domains.value.map((domain) => (
          <li key={domain.id}>
            <button
              type="button"
              class="grid-cell"
              aria-label={`${domain.ja} ${domain.en}`}
              aria-pressed={mix.value === null && domain.id === currentDomain.value}
              // Where the dialog puts the focus when it opens.
              autofocus={domain.id === currentDomain.value}
              onClick={() => {
                lens.actions.chooseDomain(domain.id);
                close();
              }}
            >
              <canvas ref={(canvas) => canvases.set(domain.id, canvas)} aria-hidden="true" />
              <span class="grid-name" lang={language.value}>
                {domain[language.value]}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
};
