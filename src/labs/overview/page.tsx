import { useTranslate } from "../../ui/kit/language";
import { LabPage, labs } from "../shared/page";

/** A picture of each lab: what its model's card shows. */
const pictures = {
  sketch: "../models/noodle-lines/samples.webp",
  sushi: "../models/sushi/samples.webp",
  attention: "../models/curry-ramen-attention/attention.webp",
  "two-way": "../models/curry-ramen/samples.webp",
} as const;

/** Without the network there may be no picture. */
const hide = (event: { currentTarget: HTMLImageElement }): void => {
  event.currentTarget.style.visibility = "hidden";
};

/** Leads to the labs. */
export const OverviewPage = () => {
  const t = useTranslate();
  return (
    <LabPage lab={null}>
      <ul class="lab-cards">
        {labs.map((id) => (
          <li key={id}>
            <a class="lab-card" href={`./${id}.html`}>
              <img src={pictures[id]} alt="" width="260" height="260" onError={hide} />
              <h2>{t(`labs.${id}.name`)}</h2>
              <p>{t(`labs.${id}.lead`)}</p>
            </a>
          </li>
        ))}
      </ul>
      <p class="quiet">{t("labs.rough")}</p>
    </LabPage>
  );
};
