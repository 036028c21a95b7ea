import { useEffect, useRef } from "preact/hooks";
import { fileInputs } from "../capture";
import { openPickedFile, showDemo, startCamera, toggleCompare } from "./commands";
import { Caption } from "./components/caption";
import { DishStrip } from "./components/dish-strip/dish-strip";
import { DishTitle } from "./components/dish-title";
import { FaultCard } from "./components/fault-card";
import { Hint } from "./components/hint";
import { DropIcon } from "./kit/icons";
import { Loading } from "./components/loading";
import { Notices } from "./components/notices";
import { OpenPanel } from "./components/open-panel";
import { Picture } from "./components/picture";
import { SourceBar } from "./components/source-bar";
import { SpokenDish } from "./components/spoken-dish";
import { StatusLine } from "./components/status-line";
import { Toolbar } from "./components/toolbar/toolbar";
import { useUi, type UiContext } from "./context";
import { useLanguage, useTranslate } from "./kit/language";
import { keyCommand, keyOwner } from "./keyboard";
import { LookRail } from "./look/look-rail";
import { nudgeMix, toggleMix } from "./mix/commands";
import { MixBar } from "./mix/mix-bar";

/** The lens's page: the picture, and beside or below it what people do with it. */
export const App = () => {
  const ui = useUi();
  const t = useTranslate();
  const root = useRef<HTMLDivElement>(null);
  const { lens, kiosk, settings } = ui;
  const { language, setLanguage } = useLanguage();

  useEffect(() => listenToKeys(ui), [ui]);
  useEffect(() => {
    if (root.current === null || kiosk) return undefined;
    return fileInputs(root.current, (file) => void lens.actions.open({ kind: "file", file }));
  }, [lens, kiosk]);

  return (
    <div ref={root} class="app" data-kiosk={kiosk ? "" : undefined} data-hand={settings.live.value.hand}>
      <main class="view on-picture">
        <Picture />
        <div class="over">
          <StatusLine />
          <Notices />
          <div class="over-middle">
            <FaultCard />
          </div>
          <Hint />
          <Caption />
          <Loading />
          <MixBar />
        </div>
        <LookRail />
      </main>
      <aside class="dock surface">
        <header class="dock-head on-picture-upright">
          <p class="wordmark">{t("app.name")}</p>
          <button
            type="button"
            class="language"
            lang={language.value === "ja" ? "en" : "ja"}
            aria-label={t("language.switchLabel")}
            onClick={() => setLanguage(language.value === "ja" ? "en" : "ja")}
          >
            {t("language.switch")}
          </button>
        </header>
        <DishTitle />
        <SpokenDish />
        <SourceBar />
        <DishStrip />
        <Toolbar />
      </aside>
      <div class="drop on-picture" aria-hidden="true">
        <p>
          <DropIcon />
          {t("stage.dropHere")}
        </p>
      </div>
      <OpenPanel />
    </div>
  );
};

/** Keys for the whole page; returns what ends that. */
const listenToKeys = (ui: UiContext): (() => void) => {
  const { actions, state } = ui.lens;
  const onKey = (event: KeyboardEvent) => {
    const command = keyCommand(event, keyOwner(event.target));
    if (command === null) return;
    event.preventDefault();
    switch (command.kind) {
      case "step":
        return actions.stepDomain(command.by);
      case "dish":
        return actions.chooseDomain(state.domains.peek()[command.index]?.id ?? "");
      case "original":
        return actions.setOriginal(command.shown);
      case "camera":
        return startCamera(ui);
      case "open":
        if (!ui.kiosk) void openPickedFile(ui);
        return;
      case "demo":
        return showDemo(ui);
      case "compare":
        return toggleCompare(ui);
      case "freeze":
        return actions.setFrozen(!state.frozen.peek());
      case "grid":
        ui.panel.value = "grid";
        return;
      case "mix":
        return toggleMix(ui.lens);
      case "nudge":
        return nudgeMix(ui.lens, command.by);
    }
  };
  // A key that is released elsewhere is never heard of.
  const onBlur = () => actions.setOriginal(false);
  addEventListener("keydown", onKey);
  addEventListener("keyup", onKey);
  addEventListener("blur", onBlur);
  return () => {
    removeEventListener("keydown", onKey);
    removeEventListener("keyup", onKey);
    removeEventListener("blur", onBlur);
  };
};
