import { stageParts, type StagePart } from "../../../session";
import { useTranslate } from "../../../ui/kit/language";
import { useKiosk } from "../context";

/** What each stage did, how long it takes, and how long it has been waited for: what the watchdog sees. */
export const StagesSection = ({ now }: { readonly now: number }) => {
  const { kiosk } = useKiosk();
  const t = useTranslate();
  const { heartbeats } = kiosk;
  const { segment, translate, draw } = kiosk.lens.state.timings.value;
  const medians: Readonly<Record<StagePart, number | null>> = {
    source: null,
    segmenter: segment,
    translator: translate,
    compositor: draw,
  };
  return (
    <section>
      <h3>{t("diagnostics.stages")}</h3>
      <table class="diagnostics-table">
        <thead>
          <tr>
            <th scope="col">{t("diagnostics.stage")}</th>
            <th scope="col">{t("diagnostics.median")}</th>
            <th scope="col">{t("diagnostics.done")}</th>
            <th scope="col">{t("diagnostics.waiting")}</th>
          </tr>
        </thead>
        <tbody>
          {stageParts.map((part) => {
            const { done, dueSince } = heartbeats[part];
            return (
              <tr key={part}>
                <th scope="row">{t(`diagnostics.stage.${part}`)}</th>
                <td>{medians[part]?.toFixed(1) ?? ""}</td>
                <td>{done}</td>
                <td>{dueSince === null ? "" : (Math.max(0, now - dueSince) / 1000).toFixed(0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
};
