import { useTranslate } from "../../ui/kit/language";
import { LanguageButton } from "../../ui/kit/language-button";
import type { Calibration } from "../state";
import { BackIcon, CardIcon, HeadsetIcon } from "./icons";
import { Saved } from "./saved";
import { Work } from "./work";

/** The whole page: what it is for, the card, the minute, what was measured before. */
export const CalibrationPage = ({ calibration }: { readonly calibration: Calibration }) => {
  const t = useTranslate();
  return (
    <div class="measure-page page">
      <header class="measure-head">
        <a class="button" href="./">
          <BackIcon />
          {t("app.name")}
        </a>
        <LanguageButton class="button" />
      </header>
      <main class="measure-main">
        <div class="measure-intro">
          <h1>{t("calibration.title")}</h1>
          <p>{t("calibration.lead")}</p>
          <p class="quiet">{t("calibration.private")}</p>
        </div>
        <section class="measure-box" aria-labelledby="card-title">
          <h2 id="card-title">
            <CardIcon />
            {t("calibration.card.title")}
          </h2>
          <p>{t("calibration.card.how")}</p>
          <a class="button" href="./calibrate.html?card">
            <CardIcon />
            {t("calibration.card.show")}
          </a>
        </section>
        <section class="measure-box" aria-labelledby="work-title">
          <h2 id="work-title">
            <HeadsetIcon />
            {calibration.device === ""
              ? t("calibration.minute")
              : t("calibration.minuteOn", { device: calibration.device })}
          </h2>
          <Work calibration={calibration} />
        </section>
        <Saved calibration={calibration} />
      </main>
    </div>
  );
};
