import { useEffect, useRef } from "preact/hooks";
import { errorText } from "../../i18n";
import { useLanguage, useTranslate } from "../../ui/kit/language";
import type { GuideState } from "../guide";
import type { Calibration } from "../state";
import { Figures } from "./figures";
import { HeadsetIcon, StartIcon, UseIcon } from "./icons";
import { REFUSALS, translateAny, UNSUPPORTED, wordsOf } from "./words";

/** What is going on, and the one thing to press next. */
export const Work = ({ calibration }: { readonly calibration: Calibration }) => (
  <div class="measure-work" aria-live="polite">
    <Step calibration={calibration} />
  </div>
);

const Step = ({ calibration }: { readonly calibration: Calibration }) => {
  const t = useTranslate();
  const { language } = useLanguage();
  const phase = calibration.phase.value;
  switch (phase.kind) {
    case "checking":
      return <p>{t("calibration.checking")}</p>;
    case "unsupported":
      return (
        <>
          <p class="measure-warning">{translateAny(language.value, UNSUPPORTED[phase.why])}</p>
          <p class="quiet">{t("calibration.unsupported.help")}</p>
        </>
      );
    case "ready":
      return (
        <>
          <p>{t("calibration.ready")}</p>
          <button type="button" class="button primary large" onClick={() => void calibration.openCamera()}>
            <HeadsetIcon />
            {t("calibration.openCamera")}
          </button>
        </>
      );
    case "camera":
      return (
        <>
          <p>{t("calibration.camera", { camera: phase.label || "…" })}</p>
          <Preview stream={phase.stream} />
          <button type="button" class="button primary large" onClick={() => void calibration.measure()}>
            <StartIcon />
            {t("calibration.start")}
          </button>
        </>
      );
    case "measuring":
      return <Measuring guide={phase.guide} onStop={() => calibration.stop()} />;
    case "solving":
      return <p>{t("calibration.solving")}</p>;
    case "measured":
      return (
        <>
          <p>{t("calibration.measured")}</p>
          <Figures calibration={phase.calibration} />
          <div class="measure-tools">
            <button type="button" class="button primary large" onClick={() => calibration.use()}>
              <UseIcon />
              {t("calibration.use")}
            </button>
            <Again calibration={calibration} />
          </div>
        </>
      );
    case "stored":
      return (
        <>
          <p>{t(phase.kept ? "calibration.stored" : "calibration.notStored")}</p>
          <div class="measure-tools">
            <a class="button primary large" href="./">
              {t("calibration.toLens")}
            </a>
            <Again calibration={calibration} />
          </div>
        </>
      );
    case "refused":
      return (
        <>
          <p class="measure-warning" data-reason={phase.reason}>
            {errorText(language.value, "CalibrationRefusedError").title}:{" "}
            {translateAny(language.value, REFUSALS[phase.reason])}
          </p>
          <p class="quiet">{errorText(language.value, "CalibrationRefusedError").text}</p>
          <Again calibration={calibration} />
        </>
      );
    case "failed":
      return (
        <>
          <p class="measure-warning" data-error={phase.error}>
            {errorText(language.value, phase.error).title}
          </p>
          <p>{errorText(language.value, phase.error).text}</p>
          <Again calibration={calibration} />
        </>
      );
  }
};

const Again = ({ calibration }: { readonly calibration: Calibration }) => {
  const t = useTranslate();
  return (
    <button type="button" class="button large" onClick={() => calibration.again()}>
      {t("calibration.again")}
    </button>
  );
};

const Measuring = ({ guide, onStop }: { readonly guide: GuideState; readonly onStop: () => void }) => {
  const t = useTranslate();
  const { language } = useLanguage();
  const percent = Math.round(guide.progress * 100);
  return (
    <>
      <p>{wordsOf(language.value, guide)}</p>
      <progress max={100} value={percent} aria-label={t("calibration.progress")} />
      <button type="button" class="button large" onClick={onStop}>
        {t("calibration.stop")}
      </button>
    </>
  );
};

/** What the camera sees: that it is the one which looks outwards. */
const Preview = ({ stream }: { readonly stream: MediaStream }) => {
  const t = useTranslate();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    element.srcObject = stream;
    return () => {
      element.srcObject = null;
    };
  }, [stream]);
  return <video ref={video} class="measure-preview" aria-label={t("calibration.preview")} autoplay muted playsInline />;
};
