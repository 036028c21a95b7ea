import { useEffect, useRef } from "preact/hooks";
import { useTranslate } from "../../ui/kit/language";
import { useKiosk } from "./context";

/** Asks before a visit ends: any touch goes on. Above everything, panels included. */
export const StillThere = () => {
  const { kiosk } = useKiosk();
  const presence = kiosk.visits.presence.value;
  const asked = kiosk.visits.mode.value === "visit" && presence.kind === "warning";
  return asked ? <Question secondsLeft={presence.secondsLeft} /> : null;
};

const Question = ({ secondsLeft }: { readonly secondsLeft: number }) => {
  const t = useTranslate();
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => card.current?.showPopover(), []);
  return (
    <div ref={card} class="still-there surface" popover="manual">
      <div role="alert">
        <p class="still-there-title">{t("kiosk.stillThere")}</p>
        <p>{t("kiosk.stillThereHint")}</p>
      </div>
      {/* Once is enough for those who listen. */}
      <p class="still-there-count" aria-hidden="true">
        {t("kiosk.startingOver", { seconds: secondsLeft })}
      </p>
    </div>
  );
};
