import { useSignal } from "@preact/signals";
import { useUi } from "../context";
import { AllDishesIcon, FreezeIcon, MixIcon, StrengthIcon } from "../kit/icons";
import { useTranslate } from "../kit/language";
import { toggleMix } from "../mix/commands";
import { RailButton } from "./rail-button";
import { Strength } from "./strength";

/** How the picture is looked at, on its edge beside the thumb: still, as all dishes, as two in one, and how strongly. */
export const LookRail = () => {
  const { lens, panel } = useUi();
  const t = useTranslate();
  const { frozen, mix, strength, source, domains } = lens.state;
  const strengthOpen = useSignal(false);
  if (domains.value.length === 0) return null;
  const percent = Math.round(strength.value * 100);
  return (
    <div class="look" role="group" aria-label={t("look.title")}>
      {/* A photo stands still already. */}
      {source.value?.kind !== "photo" && (
        <RailButton
          icon={FreezeIcon}
          label={t("freeze.label")}
          shortcut="F"
          pressed={frozen.value}
          onClick={() => lens.actions.setFrozen(!frozen.value)}
        />
      )}
      {domains.value.length > 1 && (
        <>
          <RailButton
            icon={AllDishesIcon}
            label={t("grid.title")}
            shortcut="G"
            opensPanel
            onClick={() => (panel.value = "grid")}
          />
          <RailButton
            icon={MixIcon}
            label={t("mix.title")}
            shortcut="M"
            pressed={mix.value !== null}
            onClick={() => toggleMix(lens)}
          />
        </>
      )}
      <div class="look-strength">
        {strengthOpen.value && <Strength onClose={() => (strengthOpen.value = false)} />}
        <RailButton
          icon={StrengthIcon}
          label={t("strength.label")}
          note={percent === 100 ? undefined : t("mix.percent", { percent })}
          expanded={strengthOpen.value}
          onClick={() => (strengthOpen.value = !strengthOpen.value)}
        />
      </div>
    </div>
  );
};
