import { useUi } from "../context";
import { FilmIcon } from "../kit/icons";
import { useTranslate } from "../kit/language";

/** While a video plays: the offer to translate all of it. */
export const FilmOffer = () => {
  const { keep, keeper, lens } = useUi();
  const t = useTranslate();
  const { source, phase } = lens.state;
  const offered =
    keep === "save" &&
    keeper.task.value === null &&
    phase.value.kind === "ready" &&
    source.value?.kind === "video" &&
    source.value.status === "live";
  if (!offered) return null;
  return (
    <button type="button" class="keep-offer" onClick={() => void keeper.translateFilm()}>
      <FilmIcon />
      {t("keep.film")}
    </button>
  );
};
