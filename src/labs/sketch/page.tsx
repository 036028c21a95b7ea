import { useEffect, useRef } from "preact/hooks";

import { fileInputs } from "../../capture";
import { useTranslate } from "../../ui/kit/language";
import { LabPage, ModelNote } from "../shared/page";
import { Picture } from "../shared/picture";
import type { SketchLab } from "./lab";
import { Pad } from "./pad";
import { Beginnings, Tools } from "./tools";

export const SketchPage = ({ lab }: { readonly lab: SketchLab }) => {
  const t = useTranslate();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (root.current === null) return undefined;
    return fileInputs(root.current, (file) => void lab.trace(file));
  }, [lab]);
  return (
    <LabPage lab="sketch">
      <div ref={root} class="lab-drop">
        <Tools lab={lab} />
        <div class="lab-pair">
          <figure>
            <Pad lab={lab} />
            <figcaption>{t("labs.sketch.drawing")}</figcaption>
          </figure>
          <figure>
            <Picture image={lab.result} label={t("labs.sketch.result")} />
            <figcaption>{t("labs.sketch.result")}</figcaption>
          </figure>
        </div>
        <Beginnings lab={lab} />
        <p class="quiet">{t("labs.sketch.hint")}</p>
      </div>
      <ModelNote part={lab.part} milliseconds={lab.milliseconds} fault={lab.fault} onRetry={() => lab.retry()} />
    </LabPage>
  );
};
