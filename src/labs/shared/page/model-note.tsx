import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

import type { ModelFamily } from "../../../net/config";
import { errorText } from "../../../i18n";
import { AlertIcon } from "../../../ui/kit/icons";
import { useLanguage, useTranslate } from "../../../ui/kit/language";
import type { ModelPart } from "../model";
import type { Runner } from "../runner";

export interface ModelNoteProps<Family extends ModelFamily> {
  readonly part: ModelPart<Family>;
  /** Milliseconds of the last run; 0 before the first. */
  readonly milliseconds: ReadonlySignal<number>;
  /** What a run ended in, the last time; null where it did not fail. */
  readonly fault: ReadonlySignal<unknown>;
  /** Makes that run again. */
  readonly onRetry: () => void;
  /** More to say, below what is said of the model. */
  readonly children?: ComponentChildren;
}

/** The same of a second model: nothing but its card, unless something stands in its way. */
export const SecondModelNote = <Family extends ModelFamily>({ part }: Pick<ModelNoteProps<Family>, "part">) => {
  const phase = part.phase.value;
  if (phase.kind === "failed")
    return <Failure error={phase.error} onRetry={() => void part.load()} missing={phase.of === "model"} />;
  return phase.kind === "ready" ? <Card {...phase.model} /> : <Loading phase={phase} />;
};

const Card = ({ card, config }: { readonly card: string; readonly config: { readonly id: string } }) => {
  const t = useTranslate();
  return <a href={card}>{t("labs.card", { model: config.id })}</a>;
};

/** Where a lab's model comes from and what runs it; or what stands in the way, and what to do. */
export const ModelNote = <Family extends ModelFamily>({
  part,
  milliseconds,
  fault,
  onRetry,
  children,
}: ModelNoteProps<Family>) => {
  const t = useTranslate();
  const phase = part.phase.value;
  switch (phase.kind) {
    case "loading":
    case "starting":
      return <Loading phase={phase} />;
    case "failed":
      return <Failure error={phase.error} onRetry={() => void part.load()} missing={phase.of === "model"} />;
    case "ready":
      return (
        <div class="lab-note">
          <p>
            {t("labs.rough")} <Card {...phase.model} />
          </p>
          {children}
          <RunsOn runner={phase.runner} milliseconds={milliseconds} />
          {fault.value !== null && <Failure error={fault.value} onRetry={onRetry} missing={false} />}
        </div>
      );
  }
};

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

type Waiting =
  | { readonly kind: "loading"; readonly loaded: number; readonly total: number }
  | { readonly kind: "starting" };

const Loading = ({ phase }: { readonly phase: Waiting }) => {
  const t = useTranslate();
  const known = phase.kind === "loading" && phase.total > 0;
  const text = phase.kind === "starting" ? t("labs.starting") : t("labs.loading");
  return (
    <div class="lab-note" role="status">
      <p>
        {text}
        {known && ` ${t("loading.bytes", { loaded: megabytes(phase.loaded), total: megabytes(phase.total) })}`}
      </p>
      {known ? <progress max={phase.total} value={phase.loaded} aria-label={text} /> : <progress aria-label={text} />}
    </div>
  );
};

const RunsOn = ({
  runner,
  milliseconds,
}: {
  readonly runner: Runner;
  readonly milliseconds: ReadonlySignal<number>;
}) => {
  const t = useTranslate();
  const status = runner.status.value;
  if (status.kind === "starting") return <p role="status">{t("labs.starting")}</p>;
  const time = milliseconds.value > 0 ? ` · ${t("labs.took", { ms: Math.round(milliseconds.value) })}` : "";
  return (
    <p class="lab-runs" data-on={status.on}>
      {t(status.on === "webgpu" ? "labs.onGpu" : "labs.onProcessor", { label: status.label })}
      {time}
      {status.restarts > 0 && ` · ${t("labs.restarted", { times: status.restarts })}`}
    </p>
  );
};

interface FailureProps {
  readonly error: unknown;
  readonly onRetry: () => void;
  /** The model itself did not come: its maker is told what to do. */
  readonly missing: boolean;
}

const Failure = ({ error, onRetry, missing }: FailureProps) => {
  const t = useTranslate();
  const { language } = useLanguage();
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const { title, text } = errorText(language.value, name);
  return (
    <section class="lab-failure" role="alert">
      <h2>
        <AlertIcon />
        {missing ? t("labs.missing") : title}
      </h2>
      <p>{text}</p>
      {missing && <p>{t("labs.missingHelp")}</p>}
      <p>
        <button type="button" class="button primary" onClick={onRetry}>
          {t("fault.retry")}
        </button>
      </p>
      <details>
        <summary>{t("fault.details")}</summary>
        <p>
          <b>{name}</b> {message}
        </p>
      </details>
    </section>
  );
};
