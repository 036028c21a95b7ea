import { useEffect, useRef } from "preact/hooks";
import { fileInputs } from "../capture";
import { openFile, openPickedFile, showDemo, startCamera, toggleCompare } from "./commands";
import { Caption } from "./components/caption";
import { Dock } from "./components/dock";
import { FaultCard } from "./components/fault-card";
import { Hint } from "./components/hint";
import { DropIcon } from "./kit/icons";
import { Loading } from "./components/loading";
import { Notices } from "./components/notices";
import { OpenPanel } from "./components/open-panel";
import { Picture } from "./components/picture";
import { StatusLine } from "./components/status-line";
import { useUi, type UiContext } from "./context";
import { useTranslate } from "./kit/language";
import { EnterButton } from "./immersive/enter-button";
import { FilmOffer } from "./keep/film-offer";
import { KeepPanel } from "./keep/keep-panel";
import { KeepStatus } from "./keep/keep-status";
import { keyCommand, keyOwner } from "./keyboard";
import { LookRail } from "./look/look-rail";
import { nudgeMix, toggleMix } from "./mix/commands";
import { MixBar } from "./mix/mix-bar";
import { Example } from "./welcome/example";

/** The lens's page: the picture, and beside or below it what people do with it. */
export const App = () => {
  const ui = useUi();
  const t = useTranslate();
  const root = useRef<HTMLDivElement>(null);
  const { kiosk, settings, welcome } = ui;

  useEffect(() => listenToKeys(ui), [ui]);
  useEffect(() => {
    if (root.current === null || kiosk) return undefined;
    return fileInputs(root.current, (file) => openFile(ui, file));
  }, [ui, kiosk]);

  return (
    <div ref={root} class="app" data-kiosk={kiosk ? "" : undefined} data-hand={settings.live.value.hand}>
      <main class="view on-picture">
        <Picture>{welcome.value && <Example />}</Picture>
        <div class="over">
          {!welcome.value && <StatusLine />}
          <Notices />
          <div class="over-middle">
            <FaultCard />
          </div>
          {!welcome.value && <Hint />}
          {!welcome.value && <Caption />}
          <KeepStatus />
          <FilmOffer />
          <Loading />
          {!welcome.value && <MixBar />}
        </div>
        {!welcome.value && <LookRail />}
        {!welcome.value && <EnterButton />}
      </main>
      <Dock />
      <div class="drop on-picture" aria-hidden="true">
        <p>
          <DropIcon />
          {t("stage.dropHere")}
        </p>
      </div>
      <OpenPanel />
      <KeepPanel />
    </div>
  );
};

/** Keys for the whole page; returns what ends that. */
const listenToKeys = (ui: UiContext): (() => void) => {
  const { actions, state } = ui.lens;
  const onKey = (event: KeyboardEvent) => {
    const command = keyCommand(event, keyOwner(event.target));
    if (command === null) return;
    // On the first screen only the keys of what it offers.
    if (ui.welcome.peek() && !["camera", "open", "demo"].includes(command.kind)) return;
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
      case "photo":
        if (ui.keep !== "none") void ui.keeper.takePhoto();
        return;
      case "record":
        if (ui.keep === "save") void ui.keeper.toggleRecording();
        return;
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
