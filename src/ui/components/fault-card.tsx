import { errorText } from "../../i18n";
import type { Fault } from "../../session";
import { cameraHelp } from "../camera-help";
import { openPickedFile, showDemo } from "../commands";
import { useUi } from "../context";
import { useLanguage, useTranslate } from "../kit/language";
import { AlertIcon, CloseIcon } from "../kit/icons";

/** What stands in the lens's way now, the gravest first; the picture goes on behind it. */
export const FaultCard = () => {
  const { lens } = useUi();
  const { phase, faults } = lens.state;
  const grave = phase.value.kind === "error" ? phase.value.fault : undefined;
  const fault = grave ?? faults.value.find(({ part }) => part === "source") ?? faults.value[0];
  return fault === undefined ? null : <Card key={`${fault.part} ${fault.name}`} fault={fault} />;
};

const Card = ({ fault }: { readonly fault: Fault }) => {
  const ui = useUi();
  const { lens } = ui;
  const { language } = useLanguage();
  const t = useTranslate();
  const { title, text } = errorText(language.value, fault.name);
  const ofSource = fault.part === "source";
  const ofImmersive = fault.part === "immersive";
  const ofCamera = ofSource && fault.name.startsWith("Camera");
  return (
    <section class="fault surface" role="alert">
      <header class="fault-head">
        <AlertIcon />
        <h2>{title}</h2>
        {(ofSource || ofImmersive) && (
          <button
            type="button"
            class="icon-button"
            aria-label={t("control.close")}
            onClick={() => lens.actions.dismissFault(fault.part)}
          >
            <CloseIcon />
          </button>
        )}
      </header>
      <p>{text}</p>
      {fault.choices !== undefined && (
        <p class="fault-help">{t("fault.choices", { names: fault.choices.join(", ") })}</p>
      )}
      {fault.name === "CameraDeniedError" && <CameraHelp />}
      {fault.retrying && (
        <p class="fault-retrying">
          <span class="spinner" aria-hidden="true" />
          {t("fault.retrying")}
        </p>
      )}
      <div class="fault-actions">
        <button type="button" class="button primary" onClick={() => void lens.actions.retry(fault.part)}>
          {t("fault.retry")}
        </button>
        {ofCamera && lens.state.cameras.value.length > 1 && (
          <button type="button" class="button" onClick={() => (ui.panel.value = "camera")}>
            {t("fault.chooseCamera")}
          </button>
        )}
        {ofSource && (
          <button type="button" class="button" onClick={() => showDemo(ui)}>
            {t("fault.useDemo")}
          </button>
        )}
        {ofSource && !ofCamera && !ui.kiosk && (
          <button type="button" class="button" onClick={() => void openPickedFile(ui)}>
            {t("fault.openOther")}
          </button>
        )}
        {!ofSource && !ofImmersive && (
          <button type="button" class="button" onClick={() => location.reload()}>
            {t("fault.reload")}
          </button>
        )}
      </div>
      <details class="fault-details">
        <summary>{t("fault.details")}</summary>
        <p>
          <b>{fault.name}</b> {fault.message}
        </p>
      </details>
    </section>
  );
};

/** The way to allow the camera, in this browser and on this system. */
const CameraHelp = () => {
  const t = useTranslate();
  const { browser, system } = cameraHelp(navigator);
  return (
    <div class="fault-help">
      <p>{t(browser)}</p>
      {system !== null && <p class="quiet">{t(system)}</p>}
    </div>
  );
};
