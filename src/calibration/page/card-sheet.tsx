import { useTranslate } from "../../ui/kit/language";
import { BackIcon, PrintIcon } from "./icons";
import { cardDots, COLUMNS, LARGE_RADIUS, MARGIN, ROWS, SMALL_RADIUS } from "../card";

const WIDTH = COLUMNS - 1 + 2 * MARGIN;
const HEIGHT = ROWS - 1 + 2 * MARGIN;

/** The card alone, as large as the screen or the paper allows. */
export const CardSheet = () => {
  const t = useTranslate();
  return (
    <main class="card-sheet">
      <Card label={t("calibration.card.picture")} />
      <div class="card-tools">
        <a class="button" href="./calibrate.html">
          <BackIcon />
          {t("calibration.title")}
        </a>
        <button type="button" class="button" onClick={() => print()}>
          <PrintIcon />
          {t("calibration.card.print")}
        </button>
        <h1>{t("calibration.card.flat")}</h1>
      </div>
    </main>
  );
};

/** White and black whatever the theme: it is for a camera. */
const Card = ({ label }: { readonly label: string }) => (
  <svg class="card" viewBox={`${-WIDTH / 2} ${-HEIGHT / 2} ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
    <rect x={-WIDTH / 2} y={-HEIGHT / 2} width={WIDTH} height={HEIGHT} fill="#fff" />
    {cardDots.map(({ x, y, large }) => (
      <circle key={`${x},${y}`} cx={x} cy={-y} r={large ? LARGE_RADIUS : SMALL_RADIUS} fill="#000" />
    ))}
  </svg>
);
