import { useLanguage, useTranslate } from "../../ui/kit/language";
import { LabPage, ModelNote, SaveIcon } from "../shared/page";
import { DropArea, Legend, Picture, SourceBar } from "../shared/picture";
import type { AttentionLab } from "./lab";

export const AttentionPage = ({ lab }: { readonly lab: AttentionLab }) => {
  const t = useTranslate();
  const { language } = useLanguage();
  const dish = lab.dish.value?.[language.value] ?? "…";
  return (
    <LabPage lab="attention">
      <DropArea source={lab.source}>
        <SourceBar source={lab.source} />
        <div class="lab-row seen">
          <figure>
            <Picture image={lab.original} label={t("labs.attention.original")} />
            <figcaption>{t("labs.attention.original")}</figcaption>
          </figure>
          <figure>
            <Picture image={lab.translated} label={t("labs.attention.translated", { dish })} />
            <figcaption>{t("labs.attention.translated", { dish })}</figcaption>
          </figure>
          <figure>
            <HeatMap lab={lab} />
            <figcaption>{t("labs.attention.map")}</figcaption>
            <Opacity lab={lab} />
            <Legend
              label={t("labs.attention.legend")}
              least={t("labs.attention.less")}
              most={t("labs.attention.more")}
            />
          </figure>
        </div>
        <div class="lab-tools">
          <button type="button" class="button" disabled={lab.translated.value === null} onClick={() => void lab.save()}>
            <SaveIcon />
            {t("labs.save")}
          </button>
        </div>
        <p class="quiet">{t("labs.source.hint")}</p>
      </DropArea>
      <ModelNote
        part={lab.part}
        milliseconds={lab.milliseconds}
        fault={lab.source.fault}
        onRetry={() => void lab.source.retry()}
      />
    </LabPage>
  );
};

const HeatMap = ({ lab }: { readonly lab: AttentionLab }) => {
  const t = useTranslate();
  return (
    <div class="heat" role="img" aria-label={t("labs.attention.mapLabel")}>
      <Picture image={lab.original} label={null} />
      <Picture image={lab.map} label={null} class="heat-map" opacity={lab.opacity.value} />
    </div>
  );
};

const Opacity = ({ lab }: { readonly lab: AttentionLab }) => {
  const t = useTranslate();
  return (
    <label class="lab-slider wide">
      <span class="quiet">{t("labs.attention.opacity")}</span>
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={lab.opacity.value}
        onInput={(event) => (lab.opacity.value = event.currentTarget.valueAsNumber)}
      />
    </label>
  );
};
