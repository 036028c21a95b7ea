import { useEffect, useRef } from "preact/hooks";
import { useUi } from "../context";
import { useTranslate } from "../kit/language";
import { LanguageButton } from "../kit/language-button";
import { Welcome } from "../welcome/welcome";
import { DishStrip } from "./dish-strip/dish-strip";
import { DishTitle } from "./dish-title";
import { SourceBar } from "./source-bar";
import { SpokenDish } from "./spoken-dish";
import { Toolbar } from "./toolbar/toolbar";

/** What people do with the picture, below it or beside it; on a first visit, what the lens is. */
export const Dock = () => {
  const { welcome } = useUi();
  const t = useTranslate();
  const dock = useRef<HTMLElement>(null);
  const began = useRef(welcome.peek());
  const welcoming = welcome.value;
  useEffect(() => {
    // The button that had the focus is gone with the first screen.
    if (began.current && !welcoming) dock.current?.focus({ preventScroll: true });
  }, [welcoming]);
  return (
    <aside ref={dock} class="dock" tabIndex={-1} aria-label={t("dock.label")} data-welcome={welcoming ? "" : undefined}>
      <Head />
      {welcoming ? (
        <Welcome />
      ) : (
        <>
          <div class="dock-title">
            <DishTitle />
            <SpokenDish />
            <SourceBar />
          </div>
          <DishStrip />
          <Toolbar />
        </>
      )}
    </aside>
  );
};

const Head = () => {
  const t = useTranslate();
  return (
    <header class="dock-head on-picture-upright">
      <p class="wordmark">{t("app.name")}</p>
      <LanguageButton class="language" />
    </header>
  );
};
