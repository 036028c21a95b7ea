import { Tool } from "../components/toolbar/tool";
import { useUi } from "../context";
import { RecordIcon, StopIcon } from "../kit/icons";
import { useTranslate } from "../kit/language";

/** Starts and stops a recording with a press, for those who cannot or do not want to hold the shutter. */
export const RecordTool = () => {
  const { keep, keeper } = useUi();
  const t = useTranslate();
  if (keep !== "save") return null;
  const recording = keeper.task.value?.kind === "recording";
  return (
    <Tool
      icon={recording ? StopIcon : RecordIcon}
      label={t(recording ? "keep.stopShort" : "keep.recordShort")}
      title={t(recording ? "keep.stop" : "keep.record")}
      pressed={recording}
      shortcut="R"
      onClick={() => void keeper.toggleRecording()}
    />
  );
};
