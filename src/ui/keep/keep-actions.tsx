import { useSignal } from "@preact/signals";
import { canShare, saveFile, shareFile } from "../../keep";
import { errorText } from "../../i18n";
import { AgainIcon, CopyIcon, DropIcon, ShareIcon } from "../kit/icons";
import { useLanguage, useTranslate } from "../kit/language";

export interface KeepActionsProps {
  readonly file: File;
  /** Puts it on the clipboard; null where that cannot be. */
  readonly copy: (() => Promise<void>) | null;
  /** Back to the live view. */
  readonly again: () => void;
}

/** Save, share, copy, again; and below them what came of it. */
export const KeepActions = ({ file, copy, again }: KeepActionsProps) => {
  const { language } = useLanguage();
  const t = useTranslate();
  const said = useSignal("");
  const act = async (work: () => Promise<boolean>, done: string) => {
    said.value = "";
    try {
      if (await work()) said.value = done;
    } catch (error) {
      const { title, text } = errorText(language.value, error instanceof Error ? error.name : "");
      said.value = `${title}. ${text}`;
    }
  };
  return (
    <>
      <div class="keep-actions">
        <button
          type="button"
          class="button primary"
          onClick={() => {
            saveFile(file);
            said.value = t("keep.saved");
          }}
        >
          <DropIcon />
          {t("keep.save")}
        </button>
        {canShare(file) && (
          <button type="button" class="button" onClick={() => void act(() => shareFile(file), t("keep.shared"))}>
            <ShareIcon />
            {t("keep.share")}
          </button>
        )}
        {copy !== null && (
          <button
            type="button"
            class="button"
            onClick={() => void act(() => copy().then(() => true), t("keep.copied"))}
          >
            <CopyIcon />
            {t("keep.copy")}
          </button>
        )}
        <button type="button" class="button" onClick={again}>
          <AgainIcon />
          {t("keep.again")}
        </button>
      </div>
      <p class="keep-said quiet" role="status">
        {said.value}
      </p>
    </>
  );
};
