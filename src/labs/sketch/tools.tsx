import { useEffect } from "preact/hooks";

import { pickFile } from "../../capture";
import { useTranslate } from "../../ui/kit/language";
import { ClearIcon, EraserIcon, OpenPictureIcon, PencilIcon, RedoIcon, SaveIcon, UndoIcon } from "../shared/page";
import { exampleNames } from "./examples";
import { commandOf } from "./keys";
import type { SketchLab } from "./lab";
import { isEmpty } from "./sketch";

/** Widest pencil, pixels of the training's 96. */
const WIDEST = 4;

/** What the sketch is drawn with, and what else can be done with it. */
export const Tools = ({ lab }: { readonly lab: SketchLab }) => {
  const t = useTranslate();
  useEffect(() => listenToKeys(lab), [lab]);
  const { past, present, future } = lab.history.value;
  const tool = lab.tool.value;
  return (
    <div class="lab-tools" role="toolbar" aria-label={t("labs.sketch.tools")}>
      <button
        type="button"
        class="button"
        aria-pressed={tool === "pencil"}
        aria-keyshortcuts="P"
        onClick={() => (lab.tool.value = "pencil")}
      >
        <PencilIcon />
        {t("labs.sketch.pencil")}
      </button>
      <button
        type="button"
        class="button"
        aria-pressed={tool === "eraser"}
        aria-keyshortcuts="E"
        onClick={() => (lab.tool.value = "eraser")}
      >
        <EraserIcon />
        {t("labs.sketch.eraser")}
      </button>
      <label class="lab-slider">
        {t("labs.sketch.width")}
        <input
          type="range"
          min={0.5}
          max={WIDEST}
          step={0.25}
          value={lab.width.value}
          onInput={(event) => (lab.width.value = event.currentTarget.valueAsNumber)}
        />
      </label>
      <button
        type="button"
        class="icon-button"
        aria-label={t("labs.sketch.undo")}
        title={t("labs.sketch.undo")}
        aria-keyshortcuts="Control+Z"
        disabled={past.length === 0}
        onClick={() => lab.undo()}
      >
        <UndoIcon />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t("labs.sketch.redo")}
        title={t("labs.sketch.redo")}
        aria-keyshortcuts="Control+Shift+Z"
        disabled={future.length === 0}
        onClick={() => lab.redo()}
      >
        <RedoIcon />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t("labs.sketch.clear")}
        title={t("labs.sketch.clear")}
        disabled={isEmpty(present)}
        onClick={() => lab.clear()}
      >
        <ClearIcon />
      </button>
    </div>
  );
};

/** Other beginnings than an empty sheet, and what becomes of the end. */
export const Beginnings = ({ lab }: { readonly lab: SketchLab }) => {
  const t = useTranslate();
  return (
    <div class="lab-tools" role="group" aria-label={t("labs.sketch.begin")}>
      {exampleNames.map((name) => (
        <button key={name} type="button" class="button" onClick={() => lab.example(name)}>
          {t(`labs.sketch.example.${name}`)}
        </button>
      ))}
      <button type="button" class="button" aria-busy={lab.tracing.value} onClick={() => void openPhoto(lab)}>
        <OpenPictureIcon />
        {t("labs.sketch.trace")}
      </button>
      <button type="button" class="button primary" disabled={lab.result.value === null} onClick={() => void lab.save()}>
        <SaveIcon />
        {t("labs.save")}
      </button>
    </div>
  );
};

async function openPhoto(lab: SketchLab): Promise<void> {
  const file = await pickFile();
  if (file !== null) await lab.trace(file);
}

/** Keys for the whole page; returns what ends that. */
function listenToKeys(lab: SketchLab): () => void {
  const onKey = (event: KeyboardEvent) => {
    const command = commandOf(event);
    if (command === null) return;
    event.preventDefault();
    if (command === "undo") lab.undo();
    else if (command === "redo") lab.redo();
    else lab.tool.value = command;
  };
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}
