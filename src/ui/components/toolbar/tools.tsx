import { openPickedFile, toggleCompare } from "../../commands";
import { useUi } from "../../context";
import { CompareIcon, MoreIcon, OpenIcon } from "../../kit/icons";
import { useTranslate } from "../../kit/language";
import { Tool } from "./tool";

export const OpenTool = () => {
  const ui = useUi();
  const t = useTranslate();
  // A kiosk's visitors have no files on it.
  if (ui.kiosk) return null;
  return (
    <Tool
      icon={OpenIcon}
      label={t("control.openShort")}
      title={t("control.open")}
      shortcut="O"
      onClick={() => void openPickedFile(ui)}
    />
  );
};

export const CompareTool = () => {
  const ui = useUi();
  const t = useTranslate();
  return (
    <Tool
      icon={CompareIcon}
      label={t("control.compare")}
      title={t("control.compareLabel")}
      shortcut="B"
      pressed={ui.lens.state.divider.value > 0}
      onClick={() => toggleCompare(ui)}
    />
  );
};

export const MoreTool = () => {
  const { panel, kiosk } = useUi();
  const t = useTranslate();
  if (kiosk) return null;
  return (
    <Tool
      icon={MoreIcon}
      label={t("more.short")}
      title={t("more.title")}
      opensPanel
      onClick={() => (panel.value = "more")}
    />
  );
};
