import { useTranslate } from "../../../ui/kit/language";
import { csvOf, dayOf, type DayCounts } from "../../counters/days";
import { useKiosk } from "../context";

/** The table shows so many days; the export has all of them. */
const daysShown = 14;

/** What was counted, where the owner asked for that. */
export const CountersSection = () => {
  const { counters, profile, lens } = useKiosk().kiosk;
  const t = useTranslate();
  const days = Object.entries(counters.days.value).toSorted(([a], [b]) => b.localeCompare(a));
  const nameOf = (id: string | undefined) => lens.state.domains.value.find((dish) => dish.id === id)?.en ?? id ?? "";
  return (
    <section>
      <h3>{t("diagnostics.counters")}</h3>
      {!profile.value.counters && <p>{t("diagnostics.countersOff")}</p>}
      {counters.failed.value && <p class="diagnostics-warning">{t("diagnostics.countersLost")}</p>}
      {days.length > 0 && (
        <table class="diagnostics-table">
          <thead>
            <tr>
              <th scope="col">{t("diagnostics.day")}</th>
              <th scope="col">{t("diagnostics.visits")}</th>
              <th scope="col">{t("diagnostics.minutes")}</th>
              <th scope="col">{t("diagnostics.favourite")}</th>
            </tr>
          </thead>
          <tbody>
            {days.slice(0, daysShown).map(([day, counts]) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                <td>{counts.visits}</td>
                <td>{(counts.seconds / 60).toFixed(1)}</td>
                <td>{nameOf(favouriteOf(counts))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {days.length > 0 && (
        <div class="panel-actions">
          <button type="button" class="button" onClick={() => download(csvOf(counters.days.peek()))}>
            {t("diagnostics.export")}
          </button>
          <button type="button" class="button" onClick={() => void counters.reset()}>
            {t("diagnostics.forget")}
          </button>
        </div>
      )}
    </section>
  );
};

const favouriteOf = ({ dishes }: DayCounts): string | undefined =>
  Object.entries(dishes).toSorted(([, a], [, b]) => b - a)[0]?.[0];

const download = (csv: string): void => {
  const url = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `mealshift-kiosk-${dayOf(new Date())}.csv`;
  link.click();
  URL.revokeObjectURL(url);
};
