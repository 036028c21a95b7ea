import { useLanguage, useTranslate } from "../../ui/kit/language";
import { LabPage, ModelNote, SaveIcon, SecondModelNote, SwapIcon } from "../shared/page";
import { DropArea, Legend, Picture, SourceBar } from "../shared/picture";
import { LARGEST_ERROR, type TwoWayLab } from "./lab";

export const TwoWayPage = ({ lab }: { readonly lab: TwoWayLab }) => {
  const t = useTranslate();
  return (
    <LabPage lab="two-way">
      <DropArea source={lab.source}>
        <SourceBar source={lab.source} />
        <Journey lab={lab} />
        <Errors lab={lab} />
        <div class="lab-tools">
          <button
            type="button"
            class="button"
            aria-pressed={lab.swapped.value}
            disabled={lab.back.value === null}
            onClick={() => lab.swap()}
          >
            <SwapIcon />
            {t("labs.two-way.swap")}
          </button>
          <button type="button" class="button" disabled={lab.translated.value === null} onClick={() => void lab.save()}>
            <SaveIcon />
            {t("labs.save")}
          </button>
        </div>
        <p class="quiet">{t("labs.source.hint")}</p>
      </DropArea>
      <ModelNote
        part={lab.there}
        milliseconds={lab.milliseconds}
        fault={lab.source.fault}
        onRetry={() => void lab.source.retry()}
      >
        <Inverse lab={lab} />
      </ModelNote>
    </LabPage>
  );
};

const Journey = ({ lab }: { readonly lab: TwoWayLab }) => {
  const t = useTranslate();
  const { language } = useLanguage();
  const [there, back] = lab.dishes.value.map((dish) => dish?.[language.value] ?? "…");
  const thereText = t("labs.two-way.there", { dish: there ?? "…" });
  const backText = t("labs.two-way.back", { dish: back ?? "…" });
  return (
    <div class="lab-row journey">
      <figure>
        <Picture image={lab.original} label={t("labs.two-way.original")} />
        <figcaption>{t("labs.two-way.original")}</figcaption>
      </figure>
      <figure>
        <Picture image={lab.translated} label={thereText} />
        <figcaption>{thereText}</figcaption>
      </figure>
      <figure>
        <Picture image={lab.returned} label={backText} />
        <figcaption>{backText}</figcaption>
      </figure>
      <figure>
        <Picture image={lab.map} label={t("labs.two-way.map")} />
        <figcaption>{t("labs.two-way.map")}</figcaption>
        <Legend label={t("labs.two-way.legend")} least="0" most={`${LARGEST_ERROR}+`} />
      </figure>
    </div>
  );
};

const Errors = ({ lab }: { readonly lab: TwoWayLab }) => {
  const t = useTranslate();
  const error = lab.error.value;
  const oneWay = lab.oneWay.value;
  return (
    <div class="cycle-error" aria-live={lab.source.live.value ? "off" : "polite"}>
      {error !== null && <p data-error={error}>{t("labs.two-way.error", { error: error.toFixed(1) })}</p>}
      {oneWay !== null && <p class="quiet">{t("labs.two-way.oneWay", { error: oneWay.toFixed(1) })}</p>}
    </div>
  );
};

/** The model that leads back. */
const Inverse = ({ lab }: { readonly lab: TwoWayLab }) => {
  const t = useTranslate();
  const back = lab.back.value;
  if (lab.noInverse.value !== "")
    return <p role="status">{t("labs.two-way.noInverse", { model: lab.noInverse.value })}</p>;
  return back === null ? null : <SecondModelNote part={back} />;
};
