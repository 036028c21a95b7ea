import { openPickedFile, showDemo, startCamera } from "../commands";
import { useUi } from "../context";
import { BowlIcon, CameraIcon, OpenIcon, PrivacyIcon } from "../kit/icons";
import { useTranslate } from "../kit/language";

/** The first screen's words and ways on, in the place of the dock; the picture beside it shows an example. */
export const Welcome = () => {
  const ui = useUi();
  const t = useTranslate();
  return (
    <section class="welcome" aria-labelledby="welcome-title">
      <h1 id="welcome-title">{t("welcome.title")}</h1>
      <div class="welcome-ways">
        <button type="button" class="button primary" aria-keyshortcuts="C" onClick={() => startCamera(ui)}>
          <CameraIcon />
          {t("welcome.camera")}
        </button>
        <button type="button" class="button" aria-keyshortcuts="D" onClick={() => showDemo(ui)}>
          <BowlIcon />
          {t("welcome.demo")}
        </button>
        <button type="button" class="button" aria-keyshortcuts="O" onClick={() => void openPickedFile(ui)}>
          <OpenIcon />
          {t("welcome.photo")}
        </button>
      </div>
      <p class="welcome-privacy">
        <PrivacyIcon />
        {t("camera.privacy")}
      </p>
    </section>
  );
};
