import { useTranslate } from "../../../ui/kit/language";
import { restartCauses } from "../../watch/journal";
import { useKiosk } from "../context";

/** How often what was started anew, since the browser was started. */
export const RestartsSection = () => {
  const { journal } = useKiosk().kiosk.upkeep;
  const t = useTranslate();
  return (
    <section>
      <h3>{t("diagnostics.restarts")}</h3>
      <dl class="diagnostics-counts">
        {restartCauses.map((cause) => (
          <div key={cause} data-cause={cause}>
            <dt>{t(`diagnostics.restart.${cause}`)}</dt>
            <dd>{journal.restartsBy(cause)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
};
