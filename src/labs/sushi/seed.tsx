import { useId, useState } from "preact/hooks";

import { useTranslate } from "../../ui/kit/language";
import { LinkIcon, RandomIcon } from "../shared/page";
import type { SushiLab } from "./lab";
import { MOST_SEED, parseSeed, randomSeed } from "./latents";

/** Which wall it is: its seed, to be read, typed, drawn anew and shared. */
export const Seed = ({ lab }: { readonly lab: SushiLab }) => {
  const t = useTranslate();
  const helpId = useId();
  const [wrong, setWrong] = useState(false);
  const [copied, setCopied] = useState<"" | "labs.sushi.copied" | "labs.sushi.notCopied">("");
  const onChange = (text: string) => {
    const seed = parseSeed(text);
    setWrong(seed === null);
    if (seed !== null) lab.setSeed(seed);
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      setCopied("labs.sushi.copied");
    } catch {
      setCopied("labs.sushi.notCopied");
    }
  };
  return (
    <div class="seed">
      <div class="lab-tools">
        <label class="lab-field">
          {t("labs.sushi.seed")}
          <input
            inputMode="numeric"
            autoComplete="off"
            value={String(lab.seed.value)}
            aria-invalid={wrong}
            aria-describedby={helpId}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        </label>
        <button
          type="button"
          class="button"
          onClick={() => {
            setWrong(false);
            lab.setSeed(randomSeed());
          }}
        >
          <RandomIcon />
          {t("labs.sushi.newWall")}
        </button>
        <button type="button" class="button" onClick={() => void copy()}>
          <LinkIcon />
          {t("labs.sushi.copyLink")}
        </button>
      </div>
      <p id={helpId} class="quiet" role="status">
        {wrong ? t("labs.sushi.seedWrong", { most: MOST_SEED }) : copied !== "" && t(copied)}
      </p>
    </div>
  );
};
