import { useTranslate } from "../../kit/language";
import { CompareTool, MoreTool, OpenTool } from "./tools";

/** The row under the thumb: the shutter in the middle, tools on both sides. A tool that has nothing to do is absent. */
export const Toolbar = () => {
  const t = useTranslate();
  return (
    <div class="toolbar" role="group" aria-label={t("control.tools")}>
      <div class="tools">
        <OpenTool />
        <CompareTool />
      </div>
      <div class="shutter-place" />
      <div class="tools">
        <MoreTool />
      </div>
    </div>
  );
};
