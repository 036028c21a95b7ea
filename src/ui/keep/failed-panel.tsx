import { errorText } from "../../i18n";
import { useUi } from "../context";
import { useLanguage, useTranslate } from "../kit/language";
import { Panel } from "../kit/panel";

export interface FailedPanelProps {
  /** Of the error. */
  readonly name: string;
  readonly message: string;
}

/** Why nothing was kept, and what to do. */
export const FailedPanel = ({ name, message }: FailedPanelProps) => {
  const { keeper } = useUi();
  const { language } = useLanguage();
  const t = useTranslate();
  const { title, text } = errorText(language.value, name);
  return (
    <Panel title={t("keep.failedTitle")} onClose={() => keeper.dismiss()}>
      <div role="alert">
        <p>
          <b>{title}</b>
        </p>
        <p>{text}</p>
      </div>
      <details class="fault-details">
        <summary>{t("fault.details")}</summary>
        <p>
          <b>{name}</b> {message}
        </p>
      </details>
    </Panel>
  );
};
