import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { version } from "../../../../package.json";
import { useLanguage, useTranslate, type Translate } from "../../../ui/kit/language";
import { useKiosk } from "../context";

const minuteMs = 60_000;
const bytesPerMegabyte = 1e6;

/** What runs, on what, for how long, and what it takes. */
export const RunningSection = ({ now }: { readonly now: number }) => {
  const { kiosk } = useKiosk();
  const t = useTranslate();
  const { language } = useLanguage();
  const { translator, compositor, adapter, source, rates } = kiosk.lens.state;
  const { maintenance, journal } = kiosk.upkeep;
  const stored = useStorageEstimate();
  const unknown = t("diagnostics.unknown");
  const { translated, drawn } = rates.value;
  const nightlyAt = maintenance.nightlyAt?.toLocaleString(language.value) ?? t("diagnostics.never");
  const rows: readonly (readonly [string, string])[] = [
    [t("diagnostics.version"), version],
    [t("diagnostics.uptime"), durationOf(t, now)],
    [t("diagnostics.since"), durationOf(t, Date.now() - journal.startedAt)],
    [
      t("diagnostics.rates"),
      t("diagnostics.ratesText", { translated: translated.toFixed(1), drawn: drawn.toFixed(1) }),
    ],
    [
      t("diagnostics.translator"),
      translator.value === null ? unknown : `${translator.value.label}, ${translator.value.size}`,
    ],
    [t("diagnostics.compositor"), [compositor.value ?? unknown, adapter.value ?? ""].filter(Boolean).join(", ")],
    [
      t("diagnostics.source"),
      source.value === null ? unknown : `${source.value.kind}, ${source.value.label}, ${source.value.status}`,
    ],
    [
      t("diagnostics.memory"),
      maintenance.memory === null ? unknown : t("diagnostics.megabytes", megabytesOf(maintenance.memory)),
    ],
    [t("diagnostics.storage"), stored === null ? unknown : t("diagnostics.megabytesOf", stored)],
    [t("diagnostics.nightly"), nightlyAt],
    [t("diagnostics.wakeLock"), t(`diagnostics.wakeLock.${kiosk.wakeLock.state}`)],
    [t("diagnostics.browser"), navigator.userAgent],
  ];
  return (
    <section>
      <h3>{t("diagnostics.running")}</h3>
      <dl class="facts">
        {rows.map(([name, text]) => [<dt key={name}>{name}</dt>, <dd key={`${name} text`}>{text}</dd>])}
      </dl>
      {kiosk.storage.failed && <p class="diagnostics-warning">{t("diagnostics.full")}</p>}
    </section>
  );
};

const durationOf = (t: Translate, ms: number): string => {
  const minutes = Math.floor(ms / minuteMs);
  return t("diagnostics.duration", {
    days: Math.floor(minutes / 1440),
    hours: Math.floor(minutes / 60) % 24,
    minutes: minutes % 60,
  });
};

const megabytesOf = (bytes: number) => ({ megabytes: (bytes / bytesPerMegabyte).toFixed(0) });

/** What the browser has stored for the app, and may; asked once. */
const useStorageEstimate = (): { readonly megabytes: string; readonly quota: string } | null => {
  const estimate = useSignal<{ readonly megabytes: string; readonly quota: string } | null>(null);
  useEffect(() => {
    const ask = async () => {
      const { usage, quota } = await navigator.storage.estimate();
      if (usage === undefined || quota === undefined) return;
      estimate.value = { ...megabytesOf(usage), quota: megabytesOf(quota).megabytes };
    };
    // Where the browser does not tell, the row says so.
    ask().catch(() => undefined);
  }, [estimate]);
  return estimate.value;
};
