import { useEffect } from "preact/hooks";
import { errorText } from "../../i18n";
import type { App, AppNotice } from "../../pwa";
import { CloseIcon } from "../kit/icons";
import { useLanguage, useTranslate } from "../kit/language";

/** News that asks for nothing goes by itself; long enough to read two lines in either language. Ms. */
const shownMs = 12_000;

/** What is to be said about the app itself: offline, a new version, no room, installation. For every page of ours. */
export const AppNotices = ({ app }: { readonly app: App }) => {
  const notice = app.notices.current.value;
  return (
    <div class="app-notices" role="status">
      {notice !== null && <Card key={notice.kind} app={app} notice={notice} />}
    </div>
  );
};

const Card = ({ app, notice }: { readonly app: App; readonly notice: AppNotice }) => {
  const t = useTranslate();
  const { notices } = app;
  const passing = notice.kind === "offline";
  useEffect(() => {
    if (!passing) return undefined;
    const timer = setTimeout(() => notices.dismiss(), shownMs);
    return () => clearTimeout(timer);
  }, [passing, notices]);
  return (
    <section class="app-notice surface">
      <div class="app-notice-text">
        <Text notice={notice} />
      </div>
      {notice.kind !== "stale" && (
        <button type="button" class="icon-button" aria-label={t("notice.dismiss")} onClick={() => notices.dismiss()}>
          <CloseIcon />
        </button>
      )}
      <Action app={app} notice={notice} />
    </section>
  );
};

const Text = ({ notice }: { readonly notice: AppNotice }) => {
  const t = useTranslate();
  const { language } = useLanguage();
  switch (notice.kind) {
    case "stale":
      return <Words title={t("update.staleTitle")} text={t("update.stale")} />;
    case "update":
      return <Words title={t("update.title")} text={t("update.text")} />;
    case "elsewhere":
      return <Words title={t("update.elsewhereTitle")} text={t("update.elsewhere")} />;
    case "trouble":
      return <Words {...errorText(language.value, notice.error)} />;
    case "offline":
      return <Words title={t("offline.title")} text={t("offline.text")} />;
    case "install":
      return <Words title={t("install.title")} text={t(notice.way === "ios" ? "install.ios" : "install.text")} />;
  }
};

const Words = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <>
    <h2>{title}</h2>
    <p>{text}</p>
  </>
);

const Action = ({ app, notice }: { readonly app: App; readonly notice: AppNotice }) => {
  const t = useTranslate();
  switch (notice.kind) {
    case "update":
    case "elsewhere":
      return (
        <button
          type="button"
          class="button primary app-notice-action"
          disabled={app.update.value === "applying"}
          onClick={() => app.applyUpdate()}
        >
          {t(notice.kind === "update" ? "update.apply" : "update.reload")}
        </button>
      );
    case "stale":
      return (
        <button type="button" class="button app-notice-action" onClick={() => location.reload()}>
          {t("update.reload")}
        </button>
      );
    case "install":
      if (notice.way === "ios") return null;
      return (
        <button type="button" class="button primary app-notice-action" onClick={() => void app.install.accept()}>
          {t("install.accept")}
        </button>
      );
    case "trouble":
    case "offline":
      return null;
  }
};
