import { useRef } from "preact/hooks";
import { errorText } from "../../i18n";
import { useLanguage, useTranslate } from "../../ui/kit/language";
import type { Calibration } from "../state";
import { Figures } from "./figures";
import { DeleteIcon, ExportIcon, ImportIcon } from "./icons";

/** What was measured before on this device: to be looked at, taken along, brought back, deleted. */
export const Saved = ({ calibration }: { readonly calibration: Calibration }) => {
  const t = useTranslate();
  const { language } = useLanguage();
  const file = useRef<HTMLInputElement>(null);
  const entries = Object.entries(calibration.saved.value);
  const fault = calibration.fault.value;
  const read = async () => {
    const [chosen] = file.current?.files ?? [];
    if (chosen !== undefined) calibration.import(await chosen.text());
    if (file.current !== null) file.current.value = "";
  };
  return (
    <section class="measure-box" aria-labelledby="saved-title">
      <h2 id="saved-title">{t("calibration.saved")}</h2>
      {entries.length === 0 && <p>{t("calibration.noneSaved")}</p>}
      <ul class="measure-saved">
        {entries.map(([key, saved]) => (
          <li key={key}>
            <h3>{key}</h3>
            <Figures calibration={saved} />
            <button
              type="button"
              class="button"
              aria-label={t("calibration.deleteOf", { camera: key })}
              onClick={() => calibration.delete(key)}
            >
              <DeleteIcon />
              {t("calibration.delete")}
            </button>
          </li>
        ))}
      </ul>
      <div class="measure-tools">
        <button
          type="button"
          class="button"
          disabled={entries.length === 0}
          onClick={() => download(calibration.export())}
        >
          <ExportIcon />
          {t("calibration.export")}
        </button>
        <button type="button" class="button" onClick={() => file.current?.click()}>
          <ImportIcon />
          {t("calibration.import")}
        </button>
        <input ref={file} type="file" accept="application/json,.json" hidden onChange={() => void read()} />
      </div>
      <p role="alert" class={fault === null ? undefined : "measure-warning"}>
        {fault !== null && `${errorText(language.value, fault).title}. ${errorText(language.value, fault).text}`}
      </p>
    </section>
  );
};

function download(text: string): void {
  const link = document.createElement("a");
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.href = address;
  link.download = "mealshift-cameras.json";
  link.click();
  // Not at once: some browsers begin the download after the click is handled.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
