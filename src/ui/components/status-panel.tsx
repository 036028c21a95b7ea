import { useUi } from "../context";
import { ImmersiveStatus } from "../immersive/status-facts";
import { useTranslate } from "../kit/language";
import { EngineFacts } from "./engine-facts";
import { Panel } from "../kit/panel";
import { figure } from "./status-line";

const stageKeys = ["segment", "crop", "run", "read", "draw"] as const;

const compositorNames = { webgpu: "WebGPU", webgl2: "WebGL 2", canvas2d: "Canvas 2D" } as const;

/** Everything that one would be asked when reporting how the lens runs. */
export const StatusPanel = () => {
  const { lens, panel } = useUi();
  const t = useTranslate();
  const { rates, timings, translator, adapter, compositor } = lens.state;
  const running = translator.value;
  return (
    <Panel title={t("status.details")} onClose={() => (panel.value = null)}>
      <dl class="facts">
        {running !== null && (
          <>
            <dt>{t("status.translator")}</dt>
            <dd>
              {t(`status.${running.kind}`)}
              <small>{running.label}</small>
              <small>{t("status.size", { size: running.size })}</small>
            </dd>
          </>
        )}
        {running !== null && running.engine !== null && <EngineFacts engine={running.engine} />}
        {compositor.value !== null && (
          <>
            <dt>{t("status.compositor")}</dt>
            <dd>{compositorNames[compositor.value]}</dd>
          </>
        )}
        {adapter.value !== null && (
          <>
            <dt>{t("status.adapter")}</dt>
            <dd>{adapter.value}</dd>
          </>
        )}
        <dt>{t("status.rates")}</dt>
        <dd>
          {t("status.fps", { fps: figure(rates.value.translated) })}
          <small>{t("status.drawn", { fps: figure(rates.value.drawn) })}</small>
        </dd>
        <ImmersiveStatus />
      </dl>
      <h3>{t("status.stages")}</h3>
      <dl class="stages">
        {stageKeys.map((key) => (
          <div key={key}>
            <dt>{t(`status.${key}`)}</dt>
            <dd>{timings.value[key].toFixed(1)}</dd>
          </div>
        ))}
      </dl>
      {running !== null && running.tried.length > 1 && (
        <>
          <h3>{t("status.tried")}</h3>
          <ul class="tried">
            {running.tried.map((rung) => (
              <li key={rung.kind}>
                <b>{rung.kind}</b> <span>{rung.ok ? t("status.works") : rung.reason}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
};
