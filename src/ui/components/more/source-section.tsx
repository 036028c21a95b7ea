import { openPickedFile, showDemo, startCamera } from "../../commands";
import { useUi } from "../../context";
import { EnterRow } from "../../immersive/enter-row";
import { MeasureRow } from "../../immersive/measure-row";
import { BowlIcon, CameraIcon, LightIcon, OpenIcon } from "../../kit/icons";
import { useTranslate } from "../../kit/language";
import { MenuButton, MenuSection } from "../../kit/menu";

/** Where the picture comes from. */
export const SourceSection = () => {
  const ui = useUi();
  const t = useTranslate();
  const { actions, state } = ui.lens;
  const source = state.source.value;
  const camera = source?.kind === "camera" && source.status === "live" ? source : null;
  const leaveFor = (go: () => void) => () => {
    ui.panel.value = null;
    go();
  };
  return (
    <MenuSection title={t("more.source")}>
      <MenuButton
        icon={CameraIcon}
        label={t(camera === null ? "control.useCamera" : "camera.choose")}
        note={camera === null || camera.label === "" ? undefined : camera.label}
        leadsOn={camera !== null}
        shortcut="C"
        onClick={leaveFor(() => startCamera(ui))}
      />
      {camera !== null && camera.torch !== null && (
        <MenuButton
          icon={LightIcon}
          label={t("camera.torch")}
          pressed={camera.torch}
          onClick={() => void actions.setTorch(camera.torch !== true)}
        />
      )}
      <MenuButton
        icon={OpenIcon}
        label={t("control.open")}
        shortcut="O"
        onClick={leaveFor(() => void openPickedFile(ui))}
      />
      <MenuButton
        icon={BowlIcon}
        label={t("control.demoLabel")}
        pressed={source?.kind === "demo"}
        shortcut="D"
        onClick={leaveFor(() => showDemo(ui))}
      />
      <EnterRow />
      <MeasureRow />
    </MenuSection>
  );
};
