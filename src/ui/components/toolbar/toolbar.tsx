import { useUi } from "../../context";
import { useTranslate } from "../../kit/language";
import { RecordTool } from "../../keep/record-tool";
import { Shutter } from "../../keep/shutter";
import { CompareTool, MoreTool, OpenTool } from "./tools";

/** The row under the thumb: the shutter in the middle, tools on both sides. A tool that has nothing to do is absent. */
export const Toolbar = () => {
  const { settings } = useUi();
  const t = useTranslate();
  const outer = (
    <div key="outer" class="tools">
      <OpenTool />
      <CompareTool />
    </div>
  );
  const inner = (
    <div key="inner" class="tools">
      <RecordTool />
      <MoreTool />
    </div>
  );
  // Mirrored in the document too, so that the focus goes from left to right.
  const leftHanded = settings.live.value.hand === "left";
  return (
    <div class="toolbar" role="group" aria-label={t("control.tools")}>
      {leftHanded ? inner : outer}
      <div key="shutter" class="shutter-place">
        <Shutter />
      </div>
      {leftHanded ? outer : inner}
    </div>
  );
};
