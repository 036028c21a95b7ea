import { useEffect } from "preact/hooks";
import { errorText } from "../../i18n";
import type { Notice } from "../../session";
import { useUi } from "../context";
import { useLanguage, useTranslate, type Translate } from "../kit/language";
import { CloseIcon } from "../kit/icons";

/** Long enough to read two lines in either language. */
const shownMs = 9000;

const noticeText = (t: Translate, language: "en" | "ja", notice: Notice): string => {
  switch (notice.kind) {
    case "bad-parameter":
      return t("notice.badParameter", { parameter: notice.parameter, value: notice.value });
    case "unknown-dish":
      return t("notice.unknownDish", { value: notice.value });
    case "camera-returned":
      return t("notice.cameraReturned");
    case "translator-recovered":
      return t("notice.translatorRecovered", { label: notice.label });
    case "torch-failed":
      return t("notice.torchFailed");
    case "tuning-forgotten":
      return t(notice.forgotten ? "notice.tuningForgotten" : "notice.tuningKept");
    case "unreadable-file": {
      const why = notice.reason === null ? errorText(language, notice.name).text : t(`file.${notice.reason}`);
      return t("notice.unreadableFile", { file: notice.file, why });
    }
  }
};

/** Messages that people should read once; each goes after a while, or when it is dismissed. */
export const Notices = () => {
  const { lens } = useUi();
  const { notices } = lens.state;
  return (
    <div class="notices" role="status">
      {notices.value.slice(-3).map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
    </div>
  );
};

const NoticeLine = ({ notice }: { readonly notice: Notice }) => {
  const { lens } = useUi();
  const { language } = useLanguage();
  const t = useTranslate();
  const { id } = notice;
  useEffect(() => {
    const timer = setTimeout(() => lens.actions.dismissNotice(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, lens]);
  return (
    <p class="notice">
      <span>{noticeText(t, language.value, notice)}</span>
      <button
        type="button"
        class="icon-button"
        aria-label={t("notice.dismiss")}
        onClick={() => lens.actions.dismissNotice(id)}
      >
        <CloseIcon />
      </button>
    </p>
  );
};
