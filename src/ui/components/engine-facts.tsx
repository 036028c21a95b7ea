import type { EngineReport } from "../../session";
import { useUi } from "../context";
import { useTranslate, type Translate } from "../kit/language";

const droppedText = (t: Translate, { arithmetic, why }: EngineReport["dropped"][number]): string => {
  const numbers = t(`engine.${arithmetic}`);
  if (why.kind === "failed") return t("engine.failed", { numbers, message: why.message });
  // Nothing at all came out of it: a number that is none says less than a dash.
  const decibels = Number.isFinite(why.decibels) ? why.decibels.toFixed(1) : "–";
  return t("engine.wrong", { numbers, decibels, wanted: why.wanted });
};

/** What the engine on WebGPU chose for this device, and a way to have it choose again. */
export const EngineFacts = ({ engine }: { readonly engine: EngineReport }) => {
  const { lens } = useUi();
  const t = useTranslate();
  return (
    <>
      <dt>{t("engine.title")}</dt>
      <dd>
        {t(`engine.${engine.arithmetic}`)}
        <small>{t(`engine.${engine.kernels}`)}</small>
        {engine.dropped.map((distrust) => (
          <small key={distrust.arithmetic}>{droppedText(t, distrust)}</small>
        ))}
        <button
          type="button"
          class="button"
          disabled={engine.kernels !== "tuned"}
          onClick={() => void lens.actions.forgetTuning()}
        >
          {t("engine.forget")}
        </button>
      </dd>
    </>
  );
};
