import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { fileInputs, pickFile } from "../../../capture";
import { CameraIcon, OpenIcon } from "../../../ui/kit/icons";
import { useTranslate } from "../../../ui/kit/language";
import { PauseIcon } from "../page/icons";
import { demoDishes } from "./demos";
import type { PictureSource } from "./source";

/** Chooses where the picture comes from. */
export const SourceBar = ({ source }: { readonly source: PictureSource }) => {
  const t = useTranslate();
  const origin = source.origin.value;
  const live = source.live.value;
  return (
    <div class="lab-tools" role="group" aria-label={t("labs.source.label")}>
      {demoDishes.map((dish) => (
        <button
          key={dish}
          type="button"
          class="button"
          aria-pressed={origin === dish}
          onClick={() => void source.showDemo(dish)}
        >
          {t(`labs.source.${dish}`)}
        </button>
      ))}
      <button type="button" class="button" aria-pressed={origin === "file"} onClick={() => void openPhoto(source)}>
        <OpenIcon />
        {t("labs.source.open")}
      </button>
      <button
        type="button"
        class="button"
        aria-pressed={origin === "camera"}
        onClick={() => (live ? source.hold() : void source.showCamera())}
      >
        {live ? <PauseIcon /> : <CameraIcon />}
        {t(live ? "labs.source.hold" : "labs.source.camera")}
      </button>
    </div>
  );
};

async function openPhoto(source: PictureSource): Promise<void> {
  const file = await pickFile();
  if (file !== null) await source.showFile(file);
}

export interface DropAreaProps {
  readonly source: PictureSource;
  readonly children: ComponentChildren;
}

/** Takes a photo that is dropped on it, or pasted into the page. */
export const DropArea = ({ source, children }: DropAreaProps) => {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (root.current === null) return undefined;
    return fileInputs(root.current, (file) => void source.showFile(file));
  }, [source]);
  return (
    <div ref={root} class="lab-drop">
      {children}
    </div>
  );
};
