import { useUi, type PanelName } from "../context";
import { GridView } from "../grid";
import { AboutPanel } from "./about-panel";
import { CameraPanel } from "./camera-panel";
import { KeysPanel } from "./keys-panel";
import { MorePanel } from "./more/more-panel";
import { SettingsPanel } from "../settings/settings-panel";
import { StatusPanel } from "./status-panel";

const panels = {
  about: AboutPanel,
  camera: CameraPanel,
  grid: GridView,
  keys: KeysPanel,
  more: MorePanel,
  settings: SettingsPanel,
  status: StatusPanel,
} satisfies Readonly<Record<PanelName, unknown>>;

/** The panel that is open above the picture, if one is. */
export const OpenPanel = () => {
  const name = useUi().panel.value;
  if (name === null) return null;
  const Shown = panels[name];
  return <Shown key={name} />;
};
