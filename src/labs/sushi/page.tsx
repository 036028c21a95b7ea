import { useTranslate } from "../../ui/kit/language";
import { LabPage, ModelNote } from "../shared/page";
import { Between } from "./between";
import type { SushiLab } from "./lab";
import { Seed } from "./seed";
import { Wall } from "./wall";

export const SushiPage = ({ lab }: { readonly lab: SushiLab }) => {
  const t = useTranslate();
  return (
    <LabPage lab="sushi">
      <div class="sushi">
        <Wall lab={lab} />
        <Between lab={lab} />
        <div class="sushi-foot">
          <Seed lab={lab} />
          <p class="quiet">{t("labs.sushi.pick")}</p>
        </div>
      </div>
      <ModelNote part={lab.part} milliseconds={lab.milliseconds} fault={lab.fault} onRetry={() => lab.retry()} />
    </LabPage>
  );
};
