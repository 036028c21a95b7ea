import { useUi } from "../context";
import { useTranslate } from "../kit/language";

/** Whether there is AR here, and why not; how it runs is said in AR itself. */
export const ImmersiveStatus = () => {
  const { immersive } = useUi().lens.state;
  const t = useTranslate();
  const state = immersive.value;
  if (state.kind === "unknown") return null;
  return (
    <>
      <dt>{t("immersive.title")}</dt>
      <dd>{state.kind === "unsupported" ? t(`immersive.why.${state.why}`) : t("immersive.available")}</dd>
    </>
  );
};
