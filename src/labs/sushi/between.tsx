import { useTranslate } from "../../ui/kit/language";
import { PauseIcon, PlayIcon, SaveIcon, StepIcon } from "../shared/page";
import { Picture } from "../shared/picture";
import type { SushiLab } from "./lab";
import { useReducedMotion } from "./reduced-motion";

const SLOWEST = 0.25;
const FASTEST = 4;

/** The large picture: a place on the way between two pieces. */
export const Between = ({ lab }: { readonly lab: SushiLab }) => {
  const t = useTranslate();
  const along = lab.along.value;
  const percent = Math.round(along * 100);
  return (
    <div class="between">
      <Picture image={lab.shown} label={t("labs.sushi.between", { percent })} />
      <Ends lab={lab} />
      <label class="lab-slider wide">
        <span>{t("labs.sushi.from")}</span>
        <input
          type="range"
          min={0}
          max={1}
          step={0.005}
          value={along}
          aria-label={t("labs.sushi.way")}
          aria-valuetext={t("labs.sushi.between", { percent })}
          onInput={(event) => {
            lab.morph.pause();
            lab.goTo(event.currentTarget.valueAsNumber);
          }}
        />
        <span>{t("labs.sushi.to")}</span>
      </label>
      <MorphTools lab={lab} />
    </div>
  );
};

/** Which end the next tap on the wall sets. */
const Ends = ({ lab }: { readonly lab: SushiLab }) => {
  const t = useTranslate();
  const { from, to, end } = lab.walk.value;
  return (
    <div class="lab-tools" role="group" aria-label={t("labs.sushi.pick")}>
      <button type="button" class="button" aria-pressed={end === "from"} onClick={() => lab.mark("from")}>
        {t("labs.sushi.fromPiece", { number: from + 1 })}
      </button>
      <button type="button" class="button" aria-pressed={end === "to"} onClick={() => lab.mark("to")}>
        {t("labs.sushi.toPiece", { number: to + 1 })}
      </button>
    </div>
  );
};

const MorphTools = ({ lab }: { readonly lab: SushiLab }) => {
  const t = useTranslate();
  const still = useReducedMotion();
  const playing = lab.morph.playing.value;
  return (
    <div class="lab-tools">
      {!still && (
        <button type="button" class="button primary" onClick={() => (playing ? lab.morph.pause() : lab.morph.play())}>
          {playing ? <PauseIcon /> : <PlayIcon />}
          {t(playing ? "labs.sushi.pause" : "labs.sushi.play")}
        </button>
      )}
      <button type="button" class="button" onClick={() => lab.nextPair()}>
        <StepIcon />
        {t("labs.sushi.next")}
      </button>
      {!still && (
        <label class="lab-slider">
          {t("labs.sushi.speed")}
          <input
            type="range"
            min={SLOWEST}
            max={FASTEST}
            step={0.25}
            value={lab.morph.speed.value}
            onInput={(event) => (lab.morph.speed.value = event.currentTarget.valueAsNumber)}
          />
        </label>
      )}
      <button type="button" class="button" disabled={lab.shown.value === null} onClick={() => void lab.saveShown()}>
        <SaveIcon />
        {t("labs.save")}
      </button>
    </div>
  );
};
