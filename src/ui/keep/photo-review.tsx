import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { canCopy, copyPicture, fileName, photoViews, type Photograph, type PhotoView } from "../../keep";
import { useUi } from "../context";
import { useTranslate } from "../kit/language";
import { Panel } from "../kit/panel";
import { megabytes } from "./clock-text";
import { KeepActions } from "./keep-actions";
import { useObjectUrl } from "./use-object-url";

const names = { translated: "keep.translated", original: "keep.original", pair: "keep.pair" } as const;
/** Where nothing is kept, the next visitor comes soon, ms. */
const shownMs = 15_000;

/** The photograph: translated, as it was, and both; and what to do with it. */
export const PhotoReview = ({ photograph }: { readonly photograph: Photograph }) => {
  const { keep, keeper } = useUi();
  const t = useTranslate();
  const view = useSignal<PhotoView>("translated");
  const blob = photograph.views[view.value];
  const url = useObjectUrl(blob);
  const saves = keep === "save";
  const { width, height, size } = photograph;
  const file = useMemo(() => namedFile(photograph, view.value), [photograph, view.value]);
  useEffect(() => {
    if (saves) return undefined;
    const timer = setTimeout(() => keeper.dismiss(), shownMs);
    return () => clearTimeout(timer);
  }, [saves, keeper]);
  return (
    <Panel title={t("keep.photoTitle")} onClose={() => keeper.dismiss()} wide>
      <figure class="keep-figure">
        {url !== null && (
          <img class="keep-picture" src={url} alt={t("keep.photoAlt", { view: t(names[view.value]) })} />
        )}
        <figcaption class="quiet">
          {saves ? (
            <>
              <span>{t("keep.pixels", { width, height, size: megabytes(blob.size) })}</span>
              <span>{size === null ? t("keep.noDish") : t("keep.patch", { size })}</span>
            </>
          ) : (
            t("keep.closing")
          )}
        </figcaption>
      </figure>
      <div class="keep-views" role="radiogroup" aria-label={t("keep.views")}>
        {photoViews.map((each) => (
          <label key={each} class="keep-view">
            <input type="radio" name="view" checked={view.value === each} onChange={() => (view.value = each)} />
            <span>{t(names[each])}</span>
          </label>
        ))}
      </div>
      {saves && (
        <KeepActions
          key={view.value}
          file={file}
          copy={canCopy() ? () => copyPicture(blob) : null}
          again={() => keeper.dismiss()}
        />
      )}
    </Panel>
  );
};

const namedFile = ({ domains, takenAt, views }: Photograph, view: PhotoView): File => {
  const named = view === "translated" ? {} : { view };
  return new File([views[view]], fileName({ domains, at: takenAt, ...named, extension: "jpg" }), {
    type: "image/jpeg",
  });
};
